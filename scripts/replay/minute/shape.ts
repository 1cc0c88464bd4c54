import { type Random, seededRandom } from "../model/random.ts";

/** What is fixed of a minute before its trades are drawn: ticks and steps, at least one trade. */
export interface MinuteFrame {
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
  /** At least 16 steps a trade; one is enough where there are at most four trades. */
  readonly volume: number;
  readonly trades: number;
}

/** One of the few trades that carry the candle's corners. */
export interface Corner {
  readonly price: number;
  readonly size: number;
  readonly takerBuys: boolean;
}

/**
 * The minute's skeleton. Corners mark open, high, low and close; all other trades are mirrored pairs whose two
 * prices add up to open + close and whose sizes and sides are equal. So the pairs' exact quote volume follows
 * from their volume alone, and a candle's sums need no look at its trades.
 */
export interface MinuteShape {
  /** Opening corners, then high and low in the order they are reached, then the closing one. */
  readonly head: readonly Corner[];
  readonly middle: readonly Corner[];
  readonly tail: Corner;
  readonly pairs: number;
  readonly pairsBuying: number;
  /** Half the pairs' volume, and half of what the taker bought of it. */
  readonly halfVolume: number;
  readonly halfBought: number;
}

const SMALLEST = 4;

/** The skeleton of a minute; a pure function of its frame and seed. */
export function shapeMinute(frame: MinuteFrame, seed: number): MinuteShape {
  const random = seededRandom(seed, 21);
  const { trades, open, high, low, close, volume } = frame;
  const unit = Math.floor(volume / trades);
  const smallest = Math.min(SMALLEST, unit);
  let left = volume;
  const corner = (price: number): Corner => {
    const size = smallest + Math.floor((unit - smallest) * random());
    left -= size;
    return { price, size, takerBuys: random() < (price >= open ? 0.55 : 0.45) };
  };
  const head: Corner[] = [];
  const middle: Corner[] = [];
  if (trades > 1) head.push(corner(open));
  if (trades >= 4 && trades % 2 === 1) head.push(corner(open));
  if (trades === 3) middle.push(corner(high > Math.max(open, close) ? high : low));
  if (trades >= 4) {
    const highFirst = random() < (close > open ? 0.3 : 0.7);
    middle.push(corner(highFirst ? high : low), corner(highFirst ? low : high));
  }
  const pairs = trades >= 4 ? (trades - head.length - 3) / 2 : 0;
  // The close takes what the pairs cannot share evenly; without pairs it takes the rest.
  let last = pairs === 0 ? left : smallest + Math.floor((unit - smallest) * random());
  if (pairs > 0 && (left - last) % 2 === 1) last += 1;
  const halfVolume = (left - last) / 2;
  const pairsBuying = Math.round(pairs * Math.min(1, Math.max(0, 0.5 + (random() - 0.5) * 0.8)));
  const tail = { price: close, size: last, takerBuys: random() < (close >= open ? 0.55 : 0.45) };
  return {
    head,
    middle,
    tail,
    pairs,
    pairsBuying,
    halfVolume,
    halfBought: bought(halfVolume, pairs, pairsBuying, random),
  };
}

/** Exact sums of a minute in ticks and steps. */
export interface MinuteSums {
  readonly quote: bigint;
  readonly takerVolume: number;
  readonly takerQuote: bigint;
}

export function sumShape(frame: MinuteFrame, shape: MinuteShape): MinuteSums {
  const sum = frame.open + frame.close;
  let quote = exact(sum, shape.halfVolume);
  let takerVolume = shape.halfBought * 2;
  let takerQuote = exact(sum, shape.halfBought);
  const add = (corner: Corner) => {
    const value = exact(corner.price, corner.size);
    quote += value;
    if (corner.takerBuys) {
      takerVolume += corner.size;
      takerQuote += value;
    }
  };
  shape.head.forEach(add);
  shape.middle.forEach(add);
  add(shape.tail);
  return { quote, takerVolume, takerQuote };
}

function exact(price: number, size: number): bigint {
  const product = price * size;
  return Number.isSafeInteger(product) ? BigInt(product) : BigInt(price) * BigInt(size);
}

function bought(halfVolume: number, pairs: number, buying: number, random: Random): number {
  if (buying === 0) return 0;
  if (buying === pairs) return halfVolume;
  const wanted = Math.floor(halfVolume * (buying / pairs) * (0.7 + 0.6 * random()));
  return Math.min(halfVolume - SMALLEST * (pairs - buying), Math.max(SMALLEST * buying, wanted));
}
