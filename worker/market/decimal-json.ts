import type { DecimalStyle } from "../../contract/bar-json.ts";

const JSON_NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?$/;

/** A decimal text as JSON; what is not a plain number is not known. */
export function decimalJson(text: string | null, style: DecimalStyle): string {
  if (text === null || !JSON_NUMBER.test(text)) return "null";
  return style === "string" ? `"${text}"` : text;
}

/**
 * An object as JSON whose `decimals` fields are decimal text: their digits are written as they are. The other
 * fields as JSON.stringify writes them.
 */
export function objectJson<T extends object>(
  value: T,
  decimals: ReadonlySet<string>,
  style: DecimalStyle,
): string {
  const fields = Object.entries(value).map(([name, field]) => {
    const text = decimals.has(name)
      ? decimalJson(typeof field === "string" ? field : null, style)
      : JSON.stringify(field);
    return `${JSON.stringify(name)}:${text}`;
  });
  return `{${fields.join(",")}}`;
}
