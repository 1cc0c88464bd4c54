/**
 * An exact non-negative decimal in canonical text: no sign, no exponent, no leading or trailing zeros
 * ("67250.01", "0.00001234", "0"). Arithmetic is done on integers scaled by a power of ten.
 */
export type Decimal = string & { readonly __decimal: true };

/** Fractional digits of prices and sizes, and of their products. */
export const SCALE = 8;
export const QUOTE_SCALE = 16;

const PATTERN = /^(?:0|[1-9]\d{0,30})(?:\.\d{1,40})?$/;
const ZEROS = "0000000000000000";

/** Trims trailing fractional zeros of plain decimal text that is known to be well formed. */
export function trimDecimal(text: string): Decimal {
  if (!text.includes(".")) return text as Decimal;
  let end = text.length;
  while (text.charCodeAt(end - 1) === 48) end -= 1;
  if (text.charCodeAt(end - 1) === 46) end -= 1;
  return (end === text.length ? text : text.slice(0, end)) as Decimal;
}

/**
 * Canonical decimal from plain decimal text (at most `maxFraction` significant fractional digits).
 * @throws RangeError when the text is not a plain non-negative decimal or has too many digits.
 */
export function parseDecimal(text: string, maxFraction: number = SCALE): Decimal {
  if (!PATTERN.test(text)) throw new RangeError(`not a plain decimal: ${text.slice(0, 60)}`);
  const canonical = trimDecimal(text);
  const point = canonical.indexOf(".");
  if (point >= 0 && canonical.length - point - 1 > maxFraction) {
    throw new RangeError(`more than ${maxFraction} fractional digits: ${text.slice(0, 60)}`);
  }
  return canonical;
}

/** The decimal as an integer scaled by 10^`scale`. The text must have at most `scale` fractional digits. */
export function toScaled(decimal: Decimal, scale: number): bigint {
  const point = decimal.indexOf(".");
  if (point < 0) return BigInt(decimal + ZEROS.slice(0, scale));
  const fraction = decimal.length - point - 1;
  return BigInt(decimal.slice(0, point) + decimal.slice(point + 1) + ZEROS.slice(0, scale - fraction));
}

/** Canonical text of an integer scaled by 10^`scale`. */
export function fromScaled(value: bigint, scale: number): Decimal {
  const digits = value.toString();
  if (digits.length <= scale) return trimDecimal(`0.${digits.padStart(scale, "0")}`);
  const cut = digits.length - scale;
  return trimDecimal(`${digits.slice(0, cut)}.${digits.slice(cut)}`);
}

const SAFE_DIGITS = 15;
const POWERS = [1, 10, 100, 1_000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000] as const;

/**
 * `toScaled(decimal, SCALE)` for the hot path: by a digit loop on doubles where the scaled integer has at
 * most 15 digits (it is exact there), else by text.
 */
export function scaledPrice(decimal: Decimal): bigint {
  const length = decimal.length;
  let value = 0;
  let fraction = -1;
  for (let i = 0; i < length; i++) {
    const code = decimal.charCodeAt(i);
    if (code === 46) fraction = 0;
    else {
      value = value * 10 + (code - 48);
      if (fraction >= 0) fraction += 1;
    }
  }
  const missing = fraction < 0 ? SCALE : SCALE - fraction;
  if (length + missing > SAFE_DIGITS + 1 || missing < 0) return toScaled(decimal, SCALE);
  return BigInt(value * (POWERS[missing] ?? 1));
}
