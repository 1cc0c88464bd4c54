import { MAX_BACKTEST_TRADES } from "../../contract/rest/backtest.ts";
import type { BacktestResult } from "../../market/backtest/result.ts";
import { openBacktest } from "../../market/backtest/run.ts";
import type { BacktestSettings } from "../../market/backtest/settings.ts";
import type { PriceBar } from "../../market/indicators/kernel.ts";

/** Some tens of milliseconds with the slowest strategy. */
const SLICE = 2_000;
const TOO_MANY = `more than ${MAX_BACKTEST_TRADES} trades: test a shorter stretch, or one that trades less`;

/**
 * As `runBacktest`; other requests of the isolate have their turn in between.
 * @throws RangeError as it does, and as soon as there are more trades than an answer may have.
 */
export async function runInSlices(
  bars: readonly PriceBar[],
  settings: BacktestSettings,
): Promise<BacktestResult> {
  const backtest = openBacktest(bars, settings);
  for (let done = 0; done < 1; ) {
    done = backtest.advance(SLICE);
    if (backtest.trades() > MAX_BACKTEST_TRADES) throw new RangeError(TOO_MANY);
    await new Promise<void>((resolve) => setTimeout(resolve, 0));
  }
  return backtest.result();
}
