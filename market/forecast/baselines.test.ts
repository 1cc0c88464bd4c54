import { describe, expect, it } from "vitest";
import type { PriceBar } from "../indicators/kernel.ts";
import { driftOutlook } from "./drift-baseline.ts";
import { harOutlook } from "./har.ts";
import { FORECAST_BARS, horizonsOf } from "./horizons.ts";
import { naiveOutlook } from "./naive.ts";
import { madeUpBars } from "./test-data/series.ts";

const BARS = madeUpBars(700, "1h", 8);

/** Every close a thousandth above the one before. */
function rising(length: number): PriceBar[] {
  return madeUpBars(length, "1d").map((bar, i) => {
    const close = 100 * 1.001 ** i;
    return { ...bar, open: close / 1.001, high: close * 1.002, low: close / 1.002, close };
  });
}

function asleep(length: number): PriceBar[] {
  return madeUpBars(length, "1d").map((bar) => ({ ...bar, open: 7, high: 7, low: 7, close: 7, volume: 0 }));
}

describe("[FC-20] naive", () => {
  it("says the last close, within the quantiles of the last 500 returns, and their classes", () => {
    const { horizons, probabilities } = naiveOutlook(BARS, 699, "1h");
    expect(horizons.map(({ horizon }) => horizon)).toEqual(horizonsOf("1h"));
    horizons.forEach(({ horizon, quantiles }) => {
      const returns = Array.from({ length: 500 }, (_, k) =>
        Math.log((BARS[699 - k]?.close ?? 0) / (BARS[699 - k - horizon]?.close ?? 0)),
      ).sort((a, b) => a - b);
      // 499 × .1 = 49.9: nine tenths of the way from the fiftieth to the next.
      const tenth = 0.1 * (returns[49] ?? 0) + 0.9 * (returns[50] ?? 0);
      expect(quantiles?.[1]).toBeCloseTo(tenth, 12);
      expect(quantiles?.[2]).toBe(0);
    });
    const up = Array.from({ length: 500 }, (_, k) => 699 - k).filter(
      (i) => (BARS[i]?.close ?? 0) / (BARS[i - 5]?.close ?? 1) - 1 > 0.005,
    ).length;
    expect(probabilities?.[2]).toBe((up + 1) / 503);
    expect((probabilities ?? []).reduce((sum, one) => sum + one, 0)).toBeCloseTo(1, 15);
  });

  it("leaves out returns that span a gap", () => {
    const bars = BARS.map((bar, i) => (i < 650 ? bar : { ...bar, openTime: bar.openTime + 7_200_000 }));
    const jumped = bars.map((bar, i) => {
      if (i < 650) return bar;
      const { open, high, low, close } = bar;
      return { ...bar, open: 10 * open, high: 10 * high, low: 10 * low, close: 10 * close };
    });
    const [{ quantiles: calm } = {}] = naiveOutlook(bars, 699, "1h").horizons;
    const [{ quantiles } = {}] = naiveOutlook(jumped, 699, "1h").horizons;
    quantiles?.forEach((one, i) => {
      expect(one).toBeCloseTo(calm?.[i] ?? 0, 12);
    });
  });

  it("does not let quantiles cross the last close where every return rose", () => {
    const { horizons, probabilities } = naiveOutlook(rising(600), 599, "1d");
    for (const { quantiles } of horizons) {
      expect(quantiles?.slice(0, 3)).toEqual([0, 0, 0]);
      expect(quantiles?.[3]).toBeGreaterThan(0);
    }
    expect(probabilities).toEqual([1 / 503, 1 / 503, 501 / 503]);
  });

  it("of 524 bars is what it is of all, and of 40 returns the first there is", () => {
    expect(FORECAST_BARS).toBe(500 + Math.max(...horizonsOf("1h")));
    expect(naiveOutlook(BARS.slice(-FORECAST_BARS), FORECAST_BARS - 1, "1h")).toEqual(
      naiveOutlook(BARS, 699, "1h"),
    );
    expect(naiveOutlook(BARS, 39, "1h")).toEqual({
      horizons: horizonsOf("1h").map((horizon) => ({ horizon, quantiles: null, variance: null })),
      probabilities: null,
    });
    expect(naiveOutlook(BARS, 40, "1h").horizons.map(({ quantiles }) => quantiles === null)).toEqual([
      ...[false, true, true],
    ]);
  });
});

describe("[FC-21] drift", () => {
  it("goes on as the last 500 returns did, with an interval that grows with the horizon", () => {
    const { horizons, probabilities } = driftOutlook(BARS, 699, "1h");
    const mean = Math.log((BARS[699]?.close ?? 0) / (BARS[199]?.close ?? 0)) / 500;
    const widths = horizons.map(({ horizon, quantiles }) => {
      expect(quantiles?.[2]).toBeCloseTo(horizon * mean, 14);
      return (quantiles?.[4] ?? 0) - (quantiles?.[0] ?? 0);
    });
    const [one = 0, , day = 0] = widths;
    expect(day / one).toBeCloseTo(Math.sqrt((24 * (1 + 24 / 500)) / (1 + 1 / 500)), 12);
    expect(probabilities).toBeNull();
  });

  it("of a market that rises steadily is certain, and of too few bars says nothing", () => {
    const [next] = driftOutlook(rising(600), 599, "1d").horizons;
    expect(next?.quantiles?.[0]).toBeCloseTo(Math.log(1.001), 9);
    expect(driftOutlook(BARS, 39, "1h").horizons.every(({ quantiles }) => quantiles === null)).toBe(true);
    expect(driftOutlook(BARS, 40, "1h").horizons.every(({ quantiles }) => quantiles !== null)).toBe(true);
  });
});

describe("[FC-22] HAR", () => {
  it("lies evenly around zero and says nothing of direction", () => {
    const { horizons, probabilities } = harOutlook(BARS, 699, "1h");
    expect(probabilities).toBeNull();
    for (const { quantiles, variance } of horizons) {
      const [a = 0, b = 0, c = 1, d = 0, e = 0] = quantiles ?? [];
      expect([a, b, c]).toEqual([-e, -d, 0]);
      expect(d).toBeLessThan(e);
      expect(variance).toBeGreaterThan(0);
    }
  });

  it("sees a calm market and a wild one", () => {
    const calm = madeUpBars(600, "1h", 8);
    const wild = calm.map((bar, i) => {
      if (i < 570) return bar;
      const middle = Math.sqrt(bar.high * bar.low);
      return { ...bar, high: middle * (bar.high / middle) ** 4, low: middle * (bar.low / middle) ** 4 };
    });
    const variance = (bars: readonly PriceBar[]) => harOutlook(bars, 599, "1h").horizons[1]?.variance ?? 0;
    expect(variance(wild) / variance(calm)).toBeGreaterThan(2);
  });

  it("of a market that never moved says the floor, and no risk of returns", () => {
    const { horizons } = harOutlook(asleep(600), 599, "1d");
    for (const { horizon, variance, quantiles } of horizons) {
      expect(variance).toBeCloseTo(horizon * 1e-8, 20);
      expect(quantiles).toEqual([0, 0, 0, 0, 0]);
    }
  });

  it("goes on with the mean where variances do not vary", () => {
    const [next, five] = harOutlook(rising(600), 599, "1d").horizons;
    const bar = rising(600)[599];
    if (bar === undefined) throw new Error("no bar");
    const gk =
      Math.log(bar.high / bar.low) ** 2 / 2 - (2 * Math.LN2 - 1) * Math.log(bar.close / bar.open) ** 2;
    expect((next?.variance ?? 0) / gk).toBeCloseTo(1, 6);
    expect((five?.variance ?? 0) / gk).toBeCloseTo(5, 6);
  });

  it("says nothing with fewer than 60 observations", () => {
    // 22 bars of the longest mean, the horizon, and the observations.
    expect(harOutlook(BARS, 80, "1d").horizons[0]?.variance).toBeNull();
    expect(harOutlook(BARS, 81, "1d").horizons[0]?.variance).not.toBeNull();
  });
});
