/**
 * Money as a whole number of millionths of the quote asset: sums are exact as long as they stay below 2^53, some nine
 * thousand million. A price is a double that stands for its shortest decimal text, as it is printed ([BT-30]).
 */
export type Micros = number & { readonly __unit?: "micros" };

export const MICROS = 1_000_000;

/** A number as a decimal: `digits` × 10^−`places`. */
export interface Decimal {
  readonly digits: bigint;
  readonly places: number;
}

/** The decimal that a finite double is printed as. */
export function decimalOf(value: number): Decimal {
  const [mantissa = "0", exponent = "0"] = String(value).split("e");
  const [whole = "0", fraction = ""] = mantissa.split(".");
  return { digits: BigInt(whole + fraction), places: fraction.length - Number(exponent) };
}

/** 10^power of a whole power ≥ 0. */
export function tenTo(power: number): bigint {
  return 10n ** BigInt(power);
}

/** `top / bottom` to the nearest whole number, half away from zero. Both at least 0, `bottom` above it. */
export function roundedRatio(top: bigint, bottom: bigint): bigint {
  return (2n * top + bottom) / (2n * bottom);
}

/**
 * An amount of money as millionths, to the nearest.
 * @throws RangeError where it is not finite or too great to be exact.
 */
export function microsOf(amount: number): Micros {
  const { digits, places } = decimalOf(checked(amount));
  const negative = digits < 0n;
  const size = negative ? -digits : digits;
  const scaled = places <= 6 ? size * tenTo(6 - places) : roundedRatio(size, tenTo(places - 6));
  return checkedMicros(Number(negative ? -scaled : scaled));
}

/** An amount in units of the quote asset: the double nearest to it, which is printed with its millionths. */
export function amountOf(micros: Micros): number {
  return micros / MICROS;
}

/**
 * A whole number of millionths, as sums and roundings give it.
 * @throws RangeError where it has outgrown exact arithmetic.
 */
export function checkedMicros(micros: number): Micros {
  // Two comparisons: this is asked at every bar. Adding 0 makes −0 a plain one.
  if (micros <= Number.MAX_SAFE_INTEGER && micros >= Number.MIN_SAFE_INTEGER) return micros + 0;
  throw new RangeError("the account outgrew exact arithmetic: begin with less capital");
}

function checked(value: number): number {
  if (Number.isFinite(value)) return value;
  throw new RangeError(`not an amount: ${value}`);
}
