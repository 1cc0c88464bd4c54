import { checkedMicros, decimalOf, MICROS, type Micros, roundedRatio, tenTo } from "./money.ts";

/** Quantities are whole numbers of lots; a lot is a power of ten of the base asset ([BT-31]). */
export interface Lot {
  /** A lot is 10^exponent of the base asset. */
  readonly exponent: number;
}

/** Lots of a fill: exact as integers, and as doubles that print as their decimal. */
export const MAX_LOTS = 1e15;
const MIN_EXPONENT = -8;
const MAX_EXPONENT = 8;

/** Powers of ten that doubles hold exactly. */
const POWERS: readonly number[] = Array.from({ length: MAX_EXPONENT + 1 }, (_, power) => 10 ** power);

/**
 * The lot of a step that was asked for.
 * @throws RangeError for anything but a power of ten from 1e-8 to 1e8.
 */
export function lotOf(step: number): Lot {
  for (let exponent = MIN_EXPONENT; exponent <= MAX_EXPONENT; exponent++) {
    if (quantityOf(1, { exponent }) === step) return { exponent };
  }
  throw new RangeError("quantityStep must be a power of ten from 1e-8 to 1e8");
}

/** The greatest lot that is worth at most a hundredth of a cent at a price; the least there is where all are dearer. */
export function lotAt(price: number): Lot {
  for (let exponent = MAX_EXPONENT; exponent > MIN_EXPONENT; exponent--) {
    if (price * quantityOf(1, { exponent }) <= 0.0001) return { exponent };
  }
  return { exponent: MIN_EXPONENT };
}

/** Lots in units of the base asset: the double nearest to it. */
export function quantityOf(lots: number, { exponent }: Lot): number {
  return exponent < 0 ? lots / (POWERS[-exponent] ?? 1) : lots * (POWERS[exponent] ?? 1);
}

/** The double's own error and those of two products, each at most half a unit in the last place: five with room. */
const DOUBT = 5 * 2 ** -53;

/**
 * What lots are worth at a price: price × quantity to the nearest millionth, half up. Doubles decide where they can,
 * which is nearly always; exact integers where the product lies too near to a half.
 */
export function notionalOf(price: number, lots: number, lot: Lot): Micros {
  const product = price * quantityOf(lots, lot) * MICROS;
  const floor = Math.floor(product);
  const above = product - floor - 0.5;
  const doubt = product * DOUBT;
  if (above > doubt) return checkedMicros(floor + 1);
  if (above < -doubt && above > doubt - 0.5) return checkedMicros(floor);
  return exactNotional(price, lots, lot);
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

/** A cost of so many hundredths of a basis point, to the nearest millionth, half up. */
export function costOf(notional: Micros, centibps: number): Micros {
  return Number(roundedRatio(BigInt(notional) * BigInt(centibps), BigInt(CENTIBPS)));
}

/** The most lots that can be paid for with a budget, costs included. */
export function affordableLots(budget: Micros, price: number, lot: Lot, centibps: number): number {
  if (budget <= 0) return 0;
  const { digits, places } = decimalOf(price);
  const shift = places - lot.exponent;
  const top = BigInt(budget) * (shift >= 0 ? tenTo(shift) : 1n);
  const bottom = digits * BigInt(CENTIBPS + centibps) * (shift >= 0 ? 1n : tenTo(-shift));
  return capped(top / bottom);
}

/** The most lots whose loss over a distance in price stays within an amount. */
export function lotsAtRisk(risk: Micros, distance: number, lot: Lot): number {
  if (risk <= 0) return 0;
  const { digits, places } = decimalOf(distance);
  const shift = places - lot.exponent - 6;
  const top = BigInt(risk) * (shift >= 0 ? tenTo(shift) : 1n);
  return capped(top / (digits * (shift >= 0 ? 1n : tenTo(-shift))));
}

function capped(lots: bigint): number {
  return Math.min(MAX_LOTS, Number(lots));
}
