const MINUS = "\u2212";

/** Plain decimal text of a finite number: the shortest digits that denote it, never an exponent. */
export function plainText(value: number): string {
  const text = String(value);
  const mark = text.indexOf("e");
  if (mark < 0) return text;
  return shiftPoint(text.slice(0, mark), Number(text.slice(mark + 1)));
}

/** The decimal with its point moved `places` to the right (to the left when negative). Exact. */
export function shiftPoint(text: string, places: number): string {
  const sign = text.startsWith("-") ? "-" : "";
  const [whole = "0", fraction = ""] = text.slice(sign.length).split(".");
  const digits = whole + fraction;
  const point = whole.length + places;
  const padded = point <= 0 ? "0".repeat(1 - point) + digits : digits.padEnd(point, "0");
  const cut = point <= 0 ? 1 : point;
  const left = padded.slice(0, cut).replace(/^0+(?=\d)/, "");
  const right = padded.slice(cut).replace(/0+$/, "");
  return sign + left + (right === "" ? "" : `.${right}`);
}

/** How many fractional digits the decimal needs. */
export function fractionDigits(value: number | string): number {
  const text = typeof value === "number" ? plainText(value) : value;
  const point = text.indexOf(".");
  return point < 0 ? 0 : text.replace(/0+$/, "").length - point - 1;
}

/**
 * The decimal with exactly `digits` fractional digits, rounded half away from zero on its decimal text:
 * a binary float never decides, so 1.005 becomes 1.01.
 */
export function roundText(value: number | string, digits: number): string {
  const text = typeof value === "number" ? plainText(value) : value;
  const sign = text.startsWith("-") ? "-" : "";
  const [whole = "0", fraction = ""] = text.slice(sign.length).split(".");
  if (fraction.length <= digits) {
    return sign + whole + (digits === 0 ? "" : `.${fraction.padEnd(digits, "0")}`);
  }
  const kept = BigInt(whole + fraction.slice(0, digits));
  const rounded = (fraction.charCodeAt(digits) >= 53 ? kept + 1n : kept).toString().padStart(digits + 1, "0");
  const cut = rounded.length - digits;
  const result = digits === 0 ? rounded : `${rounded.slice(0, cut)}.${rounded.slice(cut)}`;
  return /[1-9]/.test(result) ? sign + result : result;
}

/** Text for a reader: exactly `digits` fractional digits, thousands in groups, a true minus sign. */
export function formatDecimal(value: number | string, digits: number): string {
  const rounded = roundText(value, digits);
  const negative = rounded.startsWith("-");
  const [whole = "", fraction] = (negative ? rounded.slice(1) : rounded).split(".");
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ",");
  return (negative ? MINUS : "") + grouped + (fraction === undefined ? "" : `.${fraction}`);
}
