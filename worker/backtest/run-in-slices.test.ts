import { expect, test } from "vitest";
import { MAX_BACKTEST_TRADES } from "../../contract/rest/backtest.ts";
import { type BacktestSettings, DEFAULT_TERMS } from "../../market/backtest/settings.ts";
import type { PriceBar } from "../../market/indicators/kernel.ts";
import { runInSlices } from "./run-in-slices.ts";

const HOUR_MS = 3_600_000;

/** Up two bars, down two bars: averages of one and two bars cross all the time. */
function waves(count: number): PriceBar[] {
  const closes = [100, 101, 100, 99];
  return Array.from({ length: count }, (_, i) => {
    const close = closes[i % 4] ?? 100;
    const open = closes[(i + 3) % 4] ?? 100;
    const [high, low] = [Math.max(open, close), Math.min(open, close)];
    return { openTime: i * HOUR_MS, open, high, low, close, volume: 1, quoteVolume: close };
  });
}

const settings: BacktestSettings = {
  ...DEFAULT_TERMS,
  ...{ symbol: "BTCUSDT", timeframe: "1h", from: 0, strategy: "sma-cross" },
  ...{ parameters: { fast: 1, slow: 2 }, sides: "both", feeBps: 0, slippageBps: 0 },
};

test("[BT-60] gives up as soon as there are more trades than an answer may have", async () => {
  const { trades } = await runInSlices(waves(10_000), settings);
  expect(trades.length).toBeGreaterThan(4_000);
  const most = waves((MAX_BACKTEST_TRADES / trades.length) * 10_000 + 2_000);
  await expect(runInSlices(most, settings)).rejects.toThrow(/^more than 10000 trades: /);
});
