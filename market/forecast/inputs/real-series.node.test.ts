import { describe, expect, it } from "vitest";
import { expectNoFuture, expectWindow } from "../../../tests/support/causal.ts";
import { klineBars, klineFiles } from "../../../tests/support/kline-files.ts";
import { FORECAST_BARS, MODEL_TIMEFRAMES } from "../horizons.ts";
import { madeUpBars } from "../test-data/series.ts";
import { sequence } from "./log-bar.ts";
import { modelFeatures } from "./model-features.ts";

/** Bars of each series that are looked at, from its beginning to its end. */
const LOOKS = 25;

const files = klineFiles().filter((name) => /^spot\/[A-Z]+_(1h|12h|1d)\./.test(name));
const series =
  files.length === 0
    ? MODEL_TIMEFRAMES.map((timeframe) => ({
        ...{ name: `made-up ${timeframe}`, timeframe },
        read: () => madeUpBars(1_500, timeframe, 6, { gap: [900, 40], idle: [1_100, 60] }),
      }))
    : files.map((name) => ({
        name,
        timeframe: MODEL_TIMEFRAMES.find((one) => name.includes(`_${one}.`)) ?? "1h",
        read: () => klineBars(name),
      }));

describe("[FC-8] [FC-9] of whole series", () => {
  for (const { name, timeframe, read } of series) {
    it(name, () => {
      const bars = read();
      const every = Math.floor((bars.length - FORECAST_BARS) / LOOKS);
      for (let look = 0; look < LOOKS; look++) {
        const index = FORECAST_BARS + look * every;
        // What lies far away cannot matter to what is cut off near by: so the copies stay small.
        const near = bars.slice(Math.max(0, index - 700), index + 100);
        const place = index - Math.max(0, index - 700);
        expect(modelFeatures(near, place)).toEqual(modelFeatures(bars, index));
        expect(modelFeatures(bars, index).every(Number.isFinite)).toBe(true);
        expect(sequence(bars, index).every(Number.isFinite)).toBe(true);
        expectNoFuture(near, place, timeframe);
        expectWindow(near, place, timeframe);
      }
    });
  }
});
