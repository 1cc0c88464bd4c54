import type { DecimalStyle } from "../../contract/bar-json.ts";
import type { Day, Price } from "./price.ts";

const JSON_NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?$/;

const DAY_FIELDS = [
  "last",
  "change",
  "changePercent",
  "high",
  "low",
  "volume",
  "quoteVolume",
  "bid",
  "ask",
] as const satisfies readonly (keyof Day)[];

/** A price as JSON text, every digit as it came. */
export function priceJson(price: Price, style: DecimalStyle, sparkline: boolean): string {
  const { symbol, name, coin, base, quote, day, state, source } = price;
  const head = JSON.stringify({ symbol, name, coin, base, quote });
  const numbers = DAY_FIELDS.map((field) => `"${field}":${decimalJson(day[field], style)}`).join(",");
  const closes = sparkline
    ? `,"sparkline":[${price.sparkline.map((close) => decimalJson(close, style)).join(",")}]`
    : "";
  return (
    `${head.slice(0, -1)},${numbers},"time":${day.time},"state":"${state}",` +
    `"source":${source === null ? "null" : `"${source}"`}${closes}}`
  );
}

/** A decimal text as JSON; what is not a plain number is not known. */
function decimalJson(text: string | null, style: DecimalStyle): string {
  if (text === null || !JSON_NUMBER.test(text)) return "null";
  return style === "string" ? `"${text}"` : text;
}
