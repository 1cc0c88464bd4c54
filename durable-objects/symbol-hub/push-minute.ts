import { addTrade, type BarSum, sumOfTrade } from "../../market/bars/sum.ts";
import type { Trade } from "../../market/bars/trade.ts";
import { type EpochMs, openTimeOf } from "../../market/time/timeframe.ts";

/** A minute of pushed ticks with its seconds, folded in the order of time, then arrival ([BAR-50]). */
export interface PushMinute {
  readonly openTime: EpochMs;
  sum: BarSum;
  lastTime: EpochMs;
  readonly seconds: Map<EpochMs, BarSum>;
}

export function byTime(a: Trade, b: Trade): number {
  return a.time - b.time || a.id - b.id;
}

/** Folds ticks that are sorted by time; undefined where there are none. */
export function foldMinute(ticks: readonly Trade[]): PushMinute | undefined {
  const [first, ...rest] = ticks;
  if (first === undefined) return undefined;
  const openTime = openTimeOf(first.time, "1m");
  const minute: PushMinute = {
    openTime,
    sum: sumOfTrade(openTime, first),
    lastTime: first.time,
    seconds: new Map([[openTimeOf(first.time, "1s"), sumOfTrade(openTimeOf(first.time, "1s"), first)]]),
  };
  for (const tick of rest) appendTick(minute, tick);
  return minute;
}

/** Folds a tick that is not older than the minute's newest. */
export function appendTick(minute: PushMinute, tick: Trade): void {
  addTrade(minute.sum, tick);
  minute.lastTime = tick.time;
  const openTime = openTimeOf(tick.time, "1s");
  const second = minute.seconds.get(openTime);
  if (second === undefined) minute.seconds.set(openTime, sumOfTrade(openTime, tick));
  else addTrade(second, tick);
}
