import type { Bar } from "../../market/bars/bar.ts";
import type { Kline } from "../../market/bars/kline.ts";
import { differences } from "../../market/bars/reconcile.ts";
import { barOfKline } from "../../market/bars/sum.ts";

/** What our final bars and the exchange's closed klines of the same times have to say to each other. */
export interface Comparison {
  /** Pairs that were compared. */
  readonly compared: number;
  /** The klines that overrule a bar, as its next revision. */
  readonly corrected: readonly Bar[];
  /** The klines that have no bar, as revision 0. */
  readonly missing: readonly Bar[];
}

/** Compares digit by digit ([BAR-30]). A bar without a kline is not this one's business. */
export function compare(bars: readonly Bar[], klines: readonly Kline[]): Comparison {
  const byTime = new Map(bars.map((bar) => [bar.openTime, bar]));
  const corrected: Bar[] = [];
  const missing: Bar[] = [];
  let compared = 0;
  for (const kline of klines) {
    const bar = byTime.get(kline.openTime);
    if (!kline.closed) continue;
    if (bar === undefined) {
      missing.push(barOfKline(kline, 0));
      continue;
    }
    compared += 1;
    if (differences(bar, kline).length > 0) corrected.push(barOfKline(kline, bar.revision + 1));
  }
  return { compared, corrected, missing };
}
