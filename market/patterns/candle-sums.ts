import type { Averages, Candle } from "./candle.ts";

const LONG = 10;
const SHORT = 5;

/**
 * Sums of the bars just before a bar, oldest first: the same bars give the same sums to the last bit, whoever adds
 * them. TA-Lib begins its running totals so.
 */
export interface CandleSums {
  body10: number;
  range10: number;
  range5: number;
}

/** @param candles those before the bar, oldest first. Of fewer than 10 a sum is 0. */
export function freshSums(candles: readonly Candle[]): CandleSums {
  const sums = { body10: 0, range10: 0, range5: 0 };
  const end = candles.length;
  if (end < LONG) return sums;
  for (let i = end - LONG; i < end; i++) {
    const candle = candles[i];
    if (candle === undefined) continue;
    sums.body10 += candle.body;
    sums.range10 += candle.range;
    if (i >= end - SHORT) sums.range5 += candle.range;
  }
  return sums;
}

/** Moves sums on by one bar as TA-Lib does: the newest comes in, the oldest goes, in one addition. */
export function rollSums(sums: CandleSums, candles: readonly Candle[]): void {
  const end = candles.length;
  const newest = candles[end - 1];
  const tenth = candles[end - 1 - LONG];
  const fifth = candles[end - 1 - SHORT];
  if (newest === undefined || tenth === undefined || fifth === undefined) return;
  sums.body10 += newest.body - tenth.body;
  sums.range10 += newest.range - tenth.range;
  sums.range5 += newest.range - fifth.range;
}

export function averagesOf({ body10, range10, range5 }: CandleSums): Averages {
  return { body10: body10 / LONG, range10: range10 / LONG, range5: range5 / SHORT };
}
