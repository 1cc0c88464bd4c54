import { WickError } from "../../contract/errors.ts";
import { MAX_BACKTEST_BARS } from "../../contract/rest/backtest.ts";
import type { Bar } from "../../market/bars/bar.ts";
import type { PriceBar } from "../../market/indicators/kernel.ts";
import { priceBarOf } from "../../market/indicators/price-bar.ts";
import { type EpochMs, TIMEFRAME_MS, type Timeframe } from "../../market/time/timeframe.ts";

/** The stretch that a backtest reads, the bars that warm up included. */
export interface BacktestRange {
  readonly timeframe: Timeframe;
  readonly from: EpochMs;
  readonly to: EpochMs;
}

/** Bars that the stretch has room for: what it costs is told before any is read. */
export function roomOf({ timeframe, from, to }: BacktestRange): number {
  return Math.max(0, Math.floor((to - from) / TIMEFRAME_MS[timeframe]) + 1);
}

/**
 * All bars as the engine takes them; the exact ones go as soon as a batch of them is read.
 * @throws WickError invalid_input where there are more than a backtest may have, and what the source throws.
 */
export async function backtestBars(batches: AsyncIterable<readonly Bar[]>): Promise<PriceBar[]> {
  const bars: PriceBar[] = [];
  for await (const batch of batches) {
    if (bars.length + batch.length > MAX_BACKTEST_BARS) throw tooMany();
    for (const bar of batch) bars.push(priceBarOf(bar));
  }
  return bars;
}

function tooMany(): WickError {
  const message = `a backtest here has at most ${MAX_BACKTEST_BARS} bars, those included that warm up`;
  return new WickError("invalid_input", "The stretch has too many bars.", {
    errors: [{ path: "from", message }],
  });
}
