import { describe, expect, it } from "vitest";
import type { PriceBar } from "../indicators/kernel.ts";
import { TIMEFRAME_MS } from "../time/timeframe.ts";
import { horizonsOf } from "./horizons.ts";
import { directionOf, outcomeAt } from "./targets.ts";
import { madeUpBars } from "./test-data/series.ts";

/** By time alone: a map of open times, and nothing that counts bars. */
function byTime(bars: readonly PriceBar[], now: PriceBar, horizon: number, step: number) {
  const times = new Map(bars.map((bar) => [bar.openTime, bar]));
  const ahead = Array.from({ length: horizon }, (_, k) => times.get(now.openTime + (k + 1) * step));
  const whole = ahead.flatMap((bar) => bar ?? []);
  const last = whole.at(-1);
  if (whole.length < horizon || last === undefined) return null;
  const variances = whole.map(({ open, high, low, close }) =>
    Math.max(1e-8, Math.log(high / low) ** 2 / 2 - 0.3862943611198906 * Math.log(close / open) ** 2),
  );
  return {
    logReturn: Math.log(last.close) - Math.log(now.close),
    variance: variances.reduce((sum, one) => sum + one, 0),
    simple: last.close / now.close - 1,
  };
}

describe("[FC-1] [FC-2] [FC-3] what became of a bar", () => {
  for (const timeframe of ["1h", "1d"] as const) {
    it(`is what the bars of its horizon tell by time (${timeframe})`, () => {
      const bars = madeUpBars(300, timeframe, 5, { gap: [150, 3], idle: [200, 20] });
      const seen = { whole: 0, cut: 0 };
      bars.forEach((bar, index) => {
        const outcome = outcomeAt(bars, index, timeframe);
        horizonsOf(timeframe).forEach((horizon, i) => {
          const wanted = byTime(bars, bar, horizon, TIMEFRAME_MS[timeframe]);
          const told = outcome.horizons[i];
          if (wanted === null || told === null || told === undefined) {
            expect(told, `${index} ${horizon}`).toBe(wanted);
            seen.cut += 1;
            return;
          }
          seen.whole += 1;
          expect(told.horizon).toBe(horizon);
          expect(told.logReturn).toBeCloseTo(wanted.logReturn, 13);
          expect(told.variance / wanted.variance).toBeCloseTo(1, 12);
          if (horizon !== 5) return;
          const { simple } = wanted;
          expect(outcome.direction).toBe(simple > 0.005 ? 1 : simple < -0.005 ? -1 : 0);
        });
        if (outcome.horizons[1] === null) expect(outcome.direction).toBeNull();
      });
      // So many rows before the gap and the end see into them.
      const lost = horizonsOf(timeframe).reduce((sum, horizon) => sum + 2 * horizon, 0);
      expect(seen).toEqual({ whole: 300 * horizonsOf(timeframe).length - lost, cut: lost });
    });
  }
});

describe("[FC-2] a move is more than half a percent of simple return", () => {
  it.each([
    [100, 100.5, 0],
    [100, 100.51, 1],
    [100, 99.51, 0],
    [100, 99.49, -1],
    [100, 100, 0],
  ])("from %d to %d is %d", (now, later, wanted) => {
    expect(directionOf(now, later)).toBe(wanted);
  });
});
