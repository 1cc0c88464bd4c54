import { checkedMicros, decimalOf, MICROS, type Micros, roundedRatio, tenTo } from "./money.ts";

/** Quantities are whole numbers of lots; a lot is a power of ten of the base asset ([BT-31]). */
export interface Lot {
  /** A lot is 10^exponent of the base asset. */
  readonly exponent: number;
  /** The double nearest to that. */
  readonly size: number;
}

/** Lots of a fill: exact as integers, and as doubles that print as their decimal. */
export const MAX_LOTS = 1e15;
const MIN_EXPONENT = -8;
const MAX_EXPONENT = 8;

const LOTS: readonly Lot[] = Array.from({ length: MAX_EXPONENT - MIN_EXPONENT + 1 }, (_, i) => {
  const exponent = MIN_EXPONENT + i;
  return { exponent, size: exponent < 0 ? 1 / 10 ** -exponent : 10 ** exponent };
});

/**
 * The lot of a step that was asked for.
 * @throws RangeError for anything but a power of ten from 1e-8 to 1e8.
 */
export function lotOf(step: number): Lot {
  const lot = LOTS.find(({ size }) => size === step);
  if (lot === undefined) throw new RangeError("quantityStep must be a power of ten from 1e-8 to 1e8");
  return lot;
}

/** The greatest lot that is worth at most a hundredth of a cent at a price; the least there is where all are dearer. */
export function lotAt(price: number): Lot {
  const cheap = LOTS.filter(({ size }) => price * size <= 0.0001);
  return cheap.at(-1) ?? lotOf(1e-8);
}

/** Lots in units of the base asset: the double nearest to it. */
export function quantityOf(lots: number, { exponent }: Lot): number {
  return exponent < 0 ? lots / 10 ** -exponent : lots * 10 ** exponent;
}

/** The error of a few operations on doubles, each at most half a unit in the last place: with room for two more. */
const DOUBT = 6 * 2 ** -53;

/**
 * What lots are worth at a price: price × quantity to the nearest millionth, half up. Doubles decide where they can,
 * which is nearly always; exact integers where the product lies too near to a half.
 */
export function notionalOf(price: number, lots: number, lot: Lot): Micros {
  const product = price * scaleOf(lots, lot);
  const nearest = Math.floor(product + 0.5);
  return isNearest(nearest, product) ? checkedMicros(nearest) : notionalNearHalf(price, lots, lot, product);
}

/** What a price is multiplied by for the worth of so many lots in millionths, but for the rounding. */
export function scaleOf(lots: number, lot: Lot): number {
  return lots * lot.size * MICROS;
}

/** Whether a whole number is the nearest to what a product of doubles stands for, whatever was lost on the way. */
export function isNearest(whole: number, product: number): boolean {
  return Math.abs(product - whole) <= 0.5 - product * DOUBT;
}

/** Below it the whole part of a product that lies near to a half is certain. */
const MAX_CERTAIN = 2 ** 48;
/** Below it there is one decimal of as many digits for a double. */
const MAX_DIGITS = 1e15;
const POWERS = [1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8];
/** The product of two remainders of it is exact. */
const MAX_DIVISOR = 1e7;

/**
 * `notionalOf` where doubles do not say which way to round: at half a millionth, or nearly so. The remainder of digits
 * × lots says it, in doubles where prices and lots are as exchanges have them.
 */
export function notionalNearHalf(price: number, lots: number, lot: Lot, product: number): Micros {
  const places = POWERS.findIndex((power) => Math.round(price * power) / power === price);
  const digits = Math.round(price * (POWERS[places] ?? Number.NaN));
  const divisor = POWERS[places - 6 - lot.exponent] ?? Number.NaN;
  const isExact = digits < MAX_DIGITS && divisor <= MAX_DIVISOR && product < MAX_CERTAIN;
  if (!isExact) return exactNotional(price, lots, lot);
  const rest = ((digits % divisor) * (lots % divisor)) % divisor;
  return checkedMicros(Math.floor(product) + (2 * rest >= divisor ? 1 : 0));
}

/** As `notionalOf`, by integers alone. */
export function exactNotional(price: number, lots: number, { exponent }: Lot): Micros {
  const { digits, places } = decimalOf(price);
  const shift = 6 - places + exponent;
  const product = digits * BigInt(lots);
  const rounded = shift >= 0 ? product * tenTo(shift) : roundedRatio(product, tenTo(-shift));
  return checkedMicros(Number(rounded));
}

/** Hundredths of a basis point, as whole numbers: what costs are told in. */
export const CENTIBPS = 1_000_000;
/** Below it the ratio's distance from a whole number is no matter of rounding. */
const MAX_PRODUCT = 4e15;

/** A cost of so many hundredths of a basis point, to the nearest millionth, half up. */
export function costOf(notional: Micros, centibps: number): Micros {
  const product = notional * centibps;
  if (product < MAX_PRODUCT) return Math.floor((product + CENTIBPS / 2) / CENTIBPS);
  return Number(roundedRatio(BigInt(notional) * BigInt(centibps), BigInt(CENTIBPS)));
}

/** The most lots that can be paid for with a budget, costs included. */
export function affordableLots(budget: Micros, price: number, lot: Lot, centibps: number): number {
  if (budget <= 0) return 0;
  const each = price * lot.size * (CENTIBPS + centibps);
  return lotsIn(budget / each, () => {
    const { digits, places } = decimalOf(price);
    const shift = places - lot.exponent;
    return floorRatio(BigInt(budget), digits * BigInt(CENTIBPS + centibps), shift);
  });
}

/** The most lots whose loss over a distance in price stays within an amount. */
export function lotsAtRisk(risk: Micros, distance: number, lot: Lot): number {
  if (risk <= 0) return 0;
  return lotsIn(risk / (distance * lot.size * MICROS), () => {
    const { digits, places } = decimalOf(distance);
    return floorRatio(BigInt(risk), digits, places - lot.exponent - 6);
  });
}

/** The whole part of a ratio; by exact integers where the double is too near to a whole number to say. */
function lotsIn(ratio: number, exact: () => bigint): number {
  if (ratio >= MAX_LOTS) return MAX_LOTS;
  const floor = Math.floor(ratio);
  const doubt = ratio * DOUBT;
  const rest = ratio - floor;
  return rest > doubt && rest < 1 - doubt ? floor : Math.min(MAX_LOTS, Number(exact()));
}

/** Whole part of top × 10^shift / bottom. */
function floorRatio(top: bigint, bottom: bigint, shift: number): bigint {
  return shift >= 0 ? (top * tenTo(shift)) / bottom : top / (bottom * tenTo(-shift));
}
