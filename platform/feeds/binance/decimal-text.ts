import type { Decimal } from "../../../market/bars/decimal.ts";
import { SCALE } from "../../../market/bars/decimal.ts";

const ZERO = 48;
const NINE = 57;
const POINT = 46;
const MAX_INTEGER_DIGITS = 31;
const MAX_FRACTION_DIGITS = 40;

/**
 * Canonical decimal of an outside value, or null where it is not plain non-negative decimal text with at
 * most eight significant fractional digits. Accepts exactly what `parseDecimal` accepts, in one pass and
 * without an exception: it runs twice for every trade.
 */
export function decimalOf(value: unknown): Decimal | null {
  if (typeof value !== "string") return null;
  const length = value.length;
  let point = -1;
  let significant = 0;
  for (let i = 0; i < length; i++) {
    const code = value.charCodeAt(i);
    if (code === POINT) {
      if (point >= 0) return null;
      point = i;
      significant = i;
    } else if (code < ZERO || code > NINE) {
      return null;
    } else if (point >= 0 && code !== ZERO) {
      significant = i + 1;
    }
  }
  const integerDigits = point < 0 ? length : point;
  if (integerDigits === 0 || integerDigits > MAX_INTEGER_DIGITS) return null;
  if (integerDigits > 1 && value.charCodeAt(0) === ZERO) return null;
  if (point < 0) return value as Decimal;
  if (point === length - 1 || length - point - 1 > MAX_FRACTION_DIGITS) return null;
  if (significant - point - 1 > SCALE) return null;
  return (significant === length ? value : value.slice(0, significant)) as Decimal;
}

/** Canonical text of a decimal that may be negative ("-0.00271700" is "-0.002717"), or null. */
export function signedDecimalOf(value: unknown): string | null {
  if (typeof value !== "string" || !value.startsWith("-")) return decimalOf(value);
  const magnitude = decimalOf(value.slice(1));
  return magnitude === null || magnitude === "0" ? magnitude : `-${magnitude}`;
}
