import { addTrade, type BarSum, sumOfTrade } from "../../market/bars/sum.ts";
import type { Trade } from "../../market/bars/trade.ts";
import { closeTimeOf, type EpochMs, openTimeOf, type Timeframe } from "../../market/time/timeframe.ts";
import type { TickTable } from "./tick-table.ts";

/** Folds trades, in the order given, into the bars they lie in, oldest bar first. */
export function foldInto(trades: readonly Trade[], timeframe: Timeframe): BarSum[] {
  const sums = new Map<EpochMs, BarSum>();
  for (const trade of trades) {
    const openTime = openTimeOf(trade.time, timeframe);
    const sum = sums.get(openTime);
    if (sum === undefined) sums.set(openTime, sumOfTrade(openTime, trade));
    else addTrade(sum, trade);
  }
  return [...sums.values()].sort((a, b) => a.openTime - b.openTime);
}

/** The stored trades whose time lies in a minute, by id. */
export function ticksOf(ticks: TickTable, minute: EpochMs): Trade[] {
  const last = closeTimeOf(minute, "1m");
  return ticks.inTime(minute, last, Number.MAX_SAFE_INTEGER).sort((a, b) => a.id - b.id);
}

/**
 * The trades of a minute when none is missing between the first and the last of them. One in between may have
 * a time of another minute.
 */
export function wholeMinute(ticks: TickTable, minute: EpochMs): readonly Trade[] | undefined {
  const trades = ticksOf(ticks, minute);
  const first = trades[0];
  const last = trades.at(-1);
  if (first === undefined || last === undefined) return undefined;
  return ticks.inIds(first.id, last.id).length === last.id - first.id + 1 ? trades : undefined;
}
