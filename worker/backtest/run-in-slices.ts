import type { BacktestResult } from "../../market/backtest/result.ts";
import { openBacktest } from "../../market/backtest/run.ts";
import type { BacktestSettings } from "../../market/backtest/settings.ts";
import type { PriceBar } from "../../market/indicators/kernel.ts";

/** Some tens of milliseconds with the slowest strategy. */
const SLICE = 2_000;

/** As `runBacktest`; other requests of the isolate have their turn in between. @throws RangeError as it does. */
export async function runInSlices(
  bars: readonly PriceBar[],
  settings: BacktestSettings,
): Promise<BacktestResult> {
  const backtest = openBacktest(bars, settings);
  while (backtest.advance(SLICE) < 1) await new Promise<void>((resolve) => setTimeout(resolve, 0));
  return backtest.result();
}
