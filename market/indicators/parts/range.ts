import { zeros } from "./rolling-mean.ts";

/**
 * The highest high and the lowest low of the last `period` bars, in blocks as a rolling mean's: the extremes from the
 * start of the block that fills meet those to the end of the block before. Constant time a step on average.
 */
export interface Range {
  readonly period: number;
  readonly highs: number[];
  readonly lows: number[];
  next: number;
  filled: boolean;
  /** Of this block alone. */
  blockHigh: number;
  blockLow: number;
  /** Of the whole window. */
  highest: number;
  lowest: number;
}

export function rangeOf(period: number): Range {
  return {
    ...{ period, highs: zeros(period), lows: zeros(period), next: 0, filled: false },
    ...{ blockHigh: 0, blockLow: 0, highest: 0, lowest: 0 },
  };
}

/** Takes a bar in. @returns true where `highest` and `lowest` are those of a full window. */
export function pushRange(range: Range, high: number, low: number): boolean {
  const { period, highs, lows } = range;
  const place = range.next;
  if (place === 0) beginBlock(range, high, low);
  let highest = range.blockHigh;
  let lowest = range.blockLow;
  if (high > highest) {
    highest = high;
    range.blockHigh = high;
  }
  if (low < lowest) {
    lowest = low;
    range.blockLow = low;
  }
  highs[place] = high;
  lows[place] = low;
  const next = place + 1;
  if (next === period) {
    range.next = 0;
    range.filled = true;
  } else {
    range.next = next;
    if (range.filled) {
      const highBefore = highs[next] ?? 0;
      const lowBefore = lows[next] ?? 0;
      if (highBefore > highest) highest = highBefore;
      if (lowBefore < lowest) lowest = lowBefore;
    }
  }
  range.highest = highest;
  range.lowest = lowest;
  return range.filled;
}

function beginBlock(range: Range, high: number, low: number): void {
  const { period, highs, lows } = range;
  range.blockHigh = high;
  range.blockLow = low;
  if (!range.filled) return;
  for (let i = period - 2; i > 0; i--) {
    const higher = highs[i + 1] ?? 0;
    const lower = lows[i + 1] ?? 0;
    if (higher > (highs[i] ?? 0)) highs[i] = higher;
    if (lower < (lows[i] ?? 0)) lows[i] = lower;
  }
}

/** The highest of the last `period` numbers of a column of which the first `begin` are left out. */
export function highestColumn(xs: Float64Array, period: number, begin = 0): Float64Array {
  const length = xs.length;
  const out = new Float64Array(length).fill(Number.NaN, 0, begin + period - 1);
  const tails = new Float64Array(period + 1);
  for (let start = begin; start < length; start += period) {
    let highest = Number.NEGATIVE_INFINITY;
    for (let i = period - 1, at = start - 1; i > 0 && at >= begin; i--, at--) {
      const x = xs[at] ?? 0;
      if (x > highest) highest = x;
      tails[i] = highest;
    }
    tails[period] = Number.NEGATIVE_INFINITY;
    highest = Number.NEGATIVE_INFINITY;
    const end = Math.min(start + period, length);
    for (let at = start, i = 1; at < end; at++, i++) {
      const x = xs[at] ?? 0;
      if (x > highest) highest = x;
      const before = tails[i] ?? 0;
      if (start > begin || i === period) out[at] = highest > before ? highest : before;
    }
  }
  return out;
}

/** The lowest of the last `period` numbers of a column of which the first `begin` are left out. */
export function lowestColumn(xs: Float64Array, period: number, begin = 0): Float64Array {
  const length = xs.length;
  const out = new Float64Array(length).fill(Number.NaN, 0, begin + period - 1);
  const tails = new Float64Array(period + 1);
  for (let start = begin; start < length; start += period) {
    let lowest = Number.POSITIVE_INFINITY;
    for (let i = period - 1, at = start - 1; i > 0 && at >= begin; i--, at--) {
      const x = xs[at] ?? 0;
      if (x < lowest) lowest = x;
      tails[i] = lowest;
    }
    tails[period] = Number.POSITIVE_INFINITY;
    lowest = Number.POSITIVE_INFINITY;
    const end = Math.min(start + period, length);
    for (let at = start, i = 1; at < end; at++, i++) {
      const x = xs[at] ?? 0;
      if (x < lowest) lowest = x;
      const before = tails[i] ?? 0;
      if (start > begin || i === period) out[at] = lowest < before ? lowest : before;
    }
  }
  return out;
}
