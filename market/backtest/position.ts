import type { EpochMs } from "../time/timeframe.ts";
import { isNearest, type Lot, quantityOf } from "./lots.ts";
import { amountOf, checkedMicros, type Micros } from "./money.ts";
import type { Entry, Level, PositionSide } from "./order.ts";
import type { Trade } from "./result.ts";

/** A target with its price and its part in lots; the last one takes what is left. */
export interface PlacedTarget {
  readonly number: number;
  readonly price: number;
  readonly lots: number;
}

/** What is held, and what the trade has come to so far. */
export interface Position {
  readonly trade: number;
  readonly side: PositionSide;
  /** 1 long, −1 short. */
  readonly sign: 1 | -1;
  readonly entryTime: EpochMs;
  readonly entryIndex: number;
  readonly entryPrice: number;
  readonly entryReason: string;
  readonly entryNotional: Micros;
  readonly enteredLots: number;
  lots: number;
  stop: number | null;
  /** Those not reached yet, nearest first. */
  readonly targets: PlacedTarget[];
  exits: number;
  exitNotional: Micros;
  fees: Micros;
  slippage: Micros;
}

/** Digits that levels keep: finer than any exchange's tick, and short as text ([BT-32]). */
const LEVEL_DIGITS = 10;
/** The least whole number of as many digits. */
const LEAST_LEVEL = 10 ** (LEVEL_DIGITS - 1);
/** The greatest power of ten that is a double. */
const MAX_UNIT = 1e22;

/** Where levels lie for an entry at a price; null where the entry makes no sense there ([BT-13]). */
export function placeLevels(
  entry: Entry,
  price: number,
): { readonly stop: number | null; readonly targets: readonly { price: number; share: number }[] } | null {
  const sign = entry.side === "long" ? 1 : -1;
  if (entry.zone !== undefined && (price < entry.zone[0] || price > entry.zone[1])) return null;
  const stop = entry.stop === null ? null : priceOf(entry.stop, price, -sign);
  if (stop !== null && (price - stop) * sign <= 0) return null;
  const targets = entry.targets.map(({ level, share }) => ({ price: priceOf(level, price, sign), share }));
  const ahead = targets.filter((target) => (target.price - price) * sign > 0);
  return targets.length > 0 && ahead.length === 0 ? null : { stop, targets: ahead };
}

/** A level's price, for an entry at `from`. */
function priceOf(level: Level, from: number, sign: number): number {
  if ("price" in level) return levelPrice(level.price);
  return levelPrice(from + sign * ("ratio" in level ? from * level.ratio : level.distance));
}

/** A price to so many digits, as text would keep them. */
export function levelPrice(price: number): number {
  // A whole number over a power of ten is the double nearest to the decimal: text is only asked where halves are near.
  for (let unit = 1; unit <= MAX_UNIT; unit *= 10) {
    const scaled = price * unit;
    if (scaled < LEAST_LEVEL) continue;
    const nearest = Math.floor(scaled + 0.5);
    if (nearest < 10 * LEAST_LEVEL && isNearest(nearest, scaled)) return nearest / unit;
    break;
  }
  return Number(price.toPrecision(LEVEL_DIGITS));
}

/** The price from which on, going up, something of a position is filled: a long one's next target, a short one's stop. */
export function levelAbove({ sign, stop, targets }: Position): number {
  return (sign === 1 ? targets[0]?.price : stop) ?? Number.POSITIVE_INFINITY;
}

/** The price from which on, going down, something of a position is filled. */
export function levelBelow({ sign, stop, targets }: Position): number {
  return (sign === 1 ? stop : targets[0]?.price) ?? Number.NEGATIVE_INFINITY;
}

/** Shares of the entered lots, rounded down; a share of less than a lot goes to the targets after it. */
export function placeTargets(
  targets: readonly { price: number; share: number }[],
  total: number,
  lots: number,
): PlacedTarget[] {
  return targets.flatMap(({ price, share }, i) => {
    const isLast = i === targets.length - 1;
    const part = isLast ? lots : Math.min(lots, Math.floor(lots * share));
    // Numbered as the strategy numbered them, also where nearer ones were passed at the entry.
    return part > 0 ? [{ number: total - targets.length + i + 1, price, lots: part }] : [];
  });
}

/** The trade that a position came to, once nothing of it is left. */
export function tradeOf(
  position: Position,
  lot: Lot,
  exit: { readonly time: EpochMs; readonly index: number; readonly reason: string },
): Trade {
  const quantity = quantityOf(position.enteredLots, lot);
  const { entryNotional, exitNotional, fees, slippage } = position;
  const profit = checkedMicros((exitNotional - entryNotional) * position.sign - fees - slippage);
  return {
    number: position.trade,
    side: position.side,
    entryTime: position.entryTime,
    entryPrice: position.entryPrice,
    entryReason: position.entryReason,
    quantity,
    exitTime: exit.time,
    exitPrice: levelPrice(amountOf(exitNotional) / quantity),
    exitReason: exit.reason,
    exits: position.exits,
    bars: exit.index - position.entryIndex + 1,
    profit: amountOf(profit),
    profitRatio: profit / entryNotional,
    fees: amountOf(fees),
    slippage: amountOf(slippage),
  };
}
