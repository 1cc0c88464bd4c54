import { addTrade, type BarSum, sumOfTrade } from "../../market/bars/sum.ts";
import type { Trade } from "../../market/bars/trade.ts";
import { type EpochMs, openTimeOf, type Timeframe } from "../../market/time/timeframe.ts";

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

/** True when ids follow one another without a hole. */
export function isWhole(trades: readonly Trade[]): boolean {
  return trades.every((trade, index) => index === 0 || trade.id === (trades[index - 1]?.id ?? 0) + 1);
}
