import { type Decimal, fromScaled, toScaled, trimDecimal } from "../../market/bars/decimal.ts";

/**
 * How a column of decimals is stored: as integers scaled by 10^`scale`, in eight bytes, or in sixteen where
 * `wide`. Readers of Parquet see DECIMAL(18, scale) or DECIMAL(38, scale) either way.
 */
export interface DecimalLayout {
  readonly scale: number;
  readonly wide: boolean;
}

/** Decimal digits that are sure to fit into eight bytes, and into sixteen. */
export const NARROW_DIGITS = 18;
export const WIDE_DIGITS = 38;
export const WIDE_BYTES = 16;

/** A value does not fit into the layout of its column. */
export class LayoutTooSmall extends RangeError {}

/** Most digits before and behind the point of some decimals. */
export interface DecimalDigits {
  readonly whole: number;
  readonly fraction: number;
}

export const NO_DIGITS: DecimalDigits = { whole: 1, fraction: 0 };

/** Digits that hold every one of the values, and `known` ones as well. */
export function digitsOf(values: Iterable<Decimal>, known: DecimalDigits = NO_DIGITS): DecimalDigits {
  let { whole, fraction } = known;
  for (const value of values) {
    const point = value.indexOf(".");
    if (point < 0) whole = Math.max(whole, value.length);
    else {
      whole = Math.max(whole, point);
      fraction = Math.max(fraction, value.length - point - 1);
    }
  }
  return { whole, fraction };
}

/** The smallest layout for so many digits. @throws LayoutTooSmall beyond 38. */
export function layoutFor({ whole, fraction }: DecimalDigits): DecimalLayout {
  if (whole + fraction > WIDE_DIGITS) throw new LayoutTooSmall(`${whole} and ${fraction} digits`);
  return { scale: fraction, wide: whole + fraction > NARROW_DIGITS };
}

/** Scaled integers in eight bytes. @throws LayoutTooSmall for a value of more digits. */
export function packNarrow(values: readonly Decimal[], scale: number): BigInt64Array {
  const packed = new BigInt64Array(values.length);
  values.forEach((value, i) => {
    packed[i] = scaledWithin(value, scale, NARROW_DIGITS);
  });
  return packed;
}

/** Scaled integers in sixteen bytes each, big-endian. @throws LayoutTooSmall for a value of more digits. */
export function packWide(values: readonly Decimal[], scale: number): Uint8Array[] {
  const buffer = new ArrayBuffer(values.length * WIDE_BYTES);
  const view = new DataView(buffer);
  return values.map((value, i) => {
    const scaled = scaledWithin(value, scale, WIDE_DIGITS);
    view.setBigInt64(i * WIDE_BYTES, scaled >> 64n);
    view.setBigUint64(i * WIDE_BYTES + 8, BigInt.asUintN(64, scaled));
    return new Uint8Array(buffer, i * WIDE_BYTES, WIDE_BYTES);
  });
}

/** A decimal from what a reader of the column gave: a scaled integer, or its bytes. */
export function unpackDecimal(value: unknown, scale: number): Decimal {
  if (typeof value === "bigint") return decimalOf(value, scale);
  if (value instanceof Uint8Array) {
    const view = new DataView(value.buffer, value.byteOffset, value.byteLength);
    return decimalOf((view.getBigInt64(0) << 64n) | view.getBigUint64(8), scale);
  }
  throw new TypeError(`not a decimal in Parquet: ${typeof value}`);
}

function scaledWithin(value: Decimal, scale: number, digits: number): bigint {
  const point = value.indexOf(".");
  const fraction = point < 0 ? 0 : value.length - point - 1;
  const whole = point < 0 ? value.length : point;
  if (fraction > scale || whole + scale > digits) {
    throw new LayoutTooSmall(`${value} at scale ${scale} in ${digits} digits`);
  }
  return scale <= 16 ? toScaled(value, scale) : BigInt(value.replace(".", "") + "0".repeat(scale - fraction));
}

/** `fromScaled`, by way of a double where that is exact: three times as fast, and nearly all values are small. */
function decimalOf(scaled: bigint, scale: number): Decimal {
  if (scaled >= 9_007_199_254_740_992n) return fromScaled(scaled, scale);
  const digits = String(Number(scaled));
  if (scale === 0) return trimDecimal(digits);
  const cut = digits.length - scale;
  return cut > 0
    ? trimDecimal(`${digits.slice(0, cut)}.${digits.slice(cut)}`)
    : trimDecimal(`0.${"0".repeat(-cut)}${digits}`);
}
