import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { analyse, barOutcome, initAnalysis, runningSignal } from "../../market/analysis/series-analysis.ts";
import { trendingBars } from "../../market/analysis/test-data/trending-bars.ts";
import type { PriceBar } from "../../market/indicators/kernel.ts";
import { priceBarOf } from "../../market/indicators/price-bar.ts";
import { CALIBRATION } from "../../market/signals/calibration-table.ts";
import type { Decision, Signal } from "../../market/signals/signal.ts";
import { fatesOnBars } from "../../market/signals/test-data/lifecycle-oracle.ts";
import { SIGNAL_RULES } from "../../market/signals/weights.ts";
import type { Timeframe } from "../../market/time/timeframe.ts";
import { DATA } from "../../tests/support/recorded-data.ts";
import { klineFiles, readKlines } from "../features/kline-files.ts";
import { calibrationTable, countTimeframe } from "./calibration-run.ts";
import { cellsOf, endedSignals } from "./outcome-count.ts";

/** Every signal of a series, as the engine told it last, and what it decided at each bar. */
function told(symbol: string, timeframe: Timeframe, bars: readonly PriceBar[]) {
  const state = initAnalysis(symbol, timeframe);
  const decisions: Decision[] = [];
  const last = new Map<string, Signal>();
  for (const bar of bars) {
    const outcome = barOutcome(state, bar);
    const { decision, events } = analyse(state, bar);
    decisions.push(decision);
    for (const { signal } of [...outcome, ...events]) last.set(signal.id, signal);
  }
  const running = runningSignal(state);
  if (running !== null) last.set(running.id, running);
  const fates = [...last.values()].map((signal) => ({
    ...{ openTime: signal.decision.openTime, side: signal.side, touched: signal.touchedAt },
    ...{ reason: signal.closeReason, closePrice: signal.closePrice, closedAt: signal.closedAt },
    ...{ best: signal.best, worst: signal.worst },
  }));
  return { fates, decisions };
}

describe("signals on whole series", () => {
  it("[SIG-42] [SIG-43] fare as a search for the first touch of everything says, on a made series", () => {
    const bars = trendingBars(3, "1h", Date.UTC(2022, 4, 1), 3_000);
    const { fates, decisions } = told("AAAUSDT", "1h", bars);
    expect(fates.length).toBeGreaterThan(40);
    expect(fates).toEqual(fatesOnBars(bars, decisions, SIGNAL_RULES.lifetimeBars));
  });

  it("[SIG-33] are counted once each, by side and bucket", () => {
    const bars = trendingBars(3, "1h", Date.UTC(2022, 4, 1), 3_000);
    const { fates } = told("AAAUSDT", "1h", bars);
    const ended = endedSignals("AAAUSDT", "1h", bars);
    expect(ended).toHaveLength(fates.filter(({ reason }) => reason !== null).length);
    const cells = cellsOf(ended, CALIBRATION.bounds);
    for (const side of ["BUY", "SELL"] as const) {
      const own = fates.filter((fate) => fate.side === side && fate.reason !== null);
      const sum = (of: "n" | "target1" | "stop") => cells[side].reduce((total, cell) => total + cell[of], 0);
      expect(sum("n")).toBe(own.length);
      expect(sum("target1")).toBe(own.filter(({ touched }) => touched[0] !== null).length);
      expect(sum("stop")).toBe(
        own.filter((fate) => fate.reason === "stop" && fate.touched[0] === null).length,
      );
    }
  });
});

describe.runIf(DATA !== undefined)("signals on recorded series", () => {
  const folder = join(DATA ?? "", "klines");

  it.each(["4h", "12h", "1d"] as const)(
    "[SIG-42] [SIG-43] fare as a search for the first touch of everything says, on every series of %s",
    { timeout: 120_000 },
    async (timeframe) => {
      const files = await klineFiles(folder, timeframe);
      expect(files.size).toBeGreaterThan(3);
      for (const [symbol, own] of files) {
        const bars = (await readKlines(own)).map(priceBarOf);
        const { fates, decisions } = told(symbol, timeframe, bars);
        expect(fates.length, symbol).toBeGreaterThan(10);
        expect(fates, symbol).toEqual(fatesOnBars(bars, decisions, SIGNAL_RULES.lifetimeBars));
      }
    },
  );

  it("[SIG-33] counted again, the table in force comes out", { timeout: 120_000 }, async () => {
    for (const timeframe of ["12h", "1d"] as const) {
      const count = await countTimeframe(folder, timeframe);
      if (count === undefined) throw new Error(`no klines of ${timeframe}`);
      const { basis, bounds, rules, cells } = calibrationTable([count]);
      expect({ rules, bounds }).toEqual({ rules: CALIBRATION.rules, bounds: CALIBRATION.bounds });
      expect(basis[timeframe]).toBe(CALIBRATION.basis[timeframe]);
      expect(cells[timeframe]).toEqual(CALIBRATION.cells[timeframe]);
    }
  });
});
