import { chosenGreater, chosenLesser } from "./chosen.ts";
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
  let highest = chosenGreater(high, range.blockHigh);
  let lowest = chosenLesser(low, range.blockLow);
  range.blockHigh = highest;
  range.blockLow = lowest;
  highs[place] = high;
  lows[place] = low;
  const next = place + 1;
  if (next === period) {
    range.next = 0;
    range.filled = true;
  } else {
    range.next = next;
    if (range.filled) {
      highest = chosenGreater(highs[next] ?? 0, highest);
      lowest = chosenLesser(lows[next] ?? 0, lowest);
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
  let highest = highs[period - 1] ?? 0;
  let lowest = lows[period - 1] ?? 0;
  for (let i = period - 2; i > 0; i--) {
    highest = chosenGreater(highs[i] ?? 0, highest);
    lowest = chosenLesser(lows[i] ?? 0, lowest);
    highs[i] = highest;
    lows[i] = lowest;
  }
}
