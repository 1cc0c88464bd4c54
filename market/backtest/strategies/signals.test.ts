import { expect, it } from "vitest";
import { analyse, barOutcome, initAnalysis } from "../../analysis/series-analysis.ts";
import { trendingBars } from "../../analysis/test-data/trending-bars.ts";
import type { PriceBar } from "../../indicators/kernel.ts";
import type { Signal } from "../../signals/signal.ts";
import { levelPrice } from "../position.ts";
import { runBacktest } from "../run.ts";
import { DEFAULT_TERMS } from "../settings.ts";

const BARS = trendingBars(21, "1h", Date.UTC(2024, 0, 1), 3_000);

/** The first BUY of a series whose third target is rounded up to ten digits, and the place of its bar. */
function firstBuy(): { readonly at: number; readonly signal: Signal } {
  const state = initAnalysis("A", "1h");
  for (const [at, bar] of BARS.entries()) {
    barOutcome(state, bar);
    for (const { kind, signal } of analyse(state, bar).events) {
      const target = signal.decision.levels?.takeProfits[2] ?? 0;
      if (kind === "issued" && signal.side === "BUY" && levelPrice(target) > target) return { at, signal };
    }
  }
  throw new Error("there is none");
}

it("[BT-13] a position does not outlive its signal where the order's level is a hair beyond the signal's", () => {
  const { at, signal } = firstBuy();
  const { levels } = signal.decision;
  if (levels === null) throw new Error("no levels");
  const target = levels.takeProfits[2];
  const lengthMs = 3_600_000;
  const after = (i: number, high: number): PriceBar => ({
    openTime: signal.decision.openTime + i * lengthMs,
    ...{ open: levels.entry, high, low: levels.entry, close: levels.entry, volume: 1 },
  });
  const bars = [...BARS.slice(0, at + 1), after(1, target), after(2, levels.entry), after(3, levels.entry)];
  const parameters = { firstShare: 0, secondShare: 0 };
  const settings = {
    ...DEFAULT_TERMS,
    symbol: "A",
    timeframe: "1h",
    strategy: "signals",
    parameters,
  } as const;
  const last = runBacktest(bars, settings).trades.at(-1);
  expect(last).toMatchObject({ entryTime: after(1, 0).openTime, exitTime: after(2, 0).openTime });
  expect(last?.exitReason).toBe("signal ended");
});
