/**
 * The one text of a plain value: JSON without spaces, names of objects in the order of their UTF-16 code units,
 * numbers as ECMAScript writes them, −0 as 0. Entries that are undefined are left out (the numbers and strings of
 * RFC 8785). @throws RangeError on what is not plain JSON.
 */
export function canonicalJson(value: unknown): string {
  if (value === null || typeof value === "boolean" || typeof value === "string") return JSON.stringify(value);
  if (typeof value === "number") {
    if (!Number.isFinite(value)) throw new RangeError(`no JSON number: ${value}`);
    return JSON.stringify(value);
  }
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(",")}]`;
  if (typeof value === "object") {
    const entries = Object.entries(value).filter(([, part]) => part !== undefined);
    entries.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
    return `{${entries.map(([name, part]) => `${JSON.stringify(name)}:${canonicalJson(part)}`).join(",")}}`;
  }
  throw new RangeError(`not plain JSON: ${typeof value}`);
}
