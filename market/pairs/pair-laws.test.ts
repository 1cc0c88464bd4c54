import { describe, expect, it } from "vitest";
import { cointegration, LEAST_TESTED } from "./cointegration.ts";
import { correlationMatrix } from "./correlation-matrix.ts";
import type { JoinedBar } from "./joined-bar.ts";
import { logPricesOf } from "./log-prices.ts";
import { pairAt, pairReading } from "./pair-at.ts";
import { initPair, pairColumns, pairSeries, peekPair, stepPair } from "./pair-series.ts";
import { PAIR_MEASURES } from "./pair-value.ts";

const STEP = 60_000;
const ABOUT = { timeframe: "1m", window: 60 } as const;

function joined(count: number, price: (i: number) => readonly [number, number]): JoinedBar[] {
  return Array.from({ length: count }, (_, i) => {
    const [price1, price2] = price(i);
    return { openTime: i * STEP, price1, price2, revision: i % 7 === 0 ? 1 : 0, carried: null };
  });
}

/** Two prices that wander, and mostly together. */
function wandering(count: number, seed = 9): JoinedBar[] {
  let state = seed;
  const next = () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647 - 0.5;
  };
  let level = 3_000;
  let spread = 0;
  return joined(count, () => {
    level *= 1 + next() / 100;
    spread = 0.9 * spread + next() / 200;
    return [Math.round(level * 21 * (1 + spread) * 100) / 100, Math.round(level * 100) / 100];
  });
}

describe("laws of a pair's values", () => {
  const bars = wandering(250);
  const series = pairSeries(bars, ABOUT);

  it("[PAIR-6] a stream tells to the bit what the batch tells, also saved and loaded in the middle", () => {
    let state = initPair(ABOUT.window);
    for (const [i, bar] of bars.entries()) {
      if (i % 37 === 0) state = JSON.parse(JSON.stringify(state));
      expect(stepPair(state, bar, "1m").value).toEqual(series[i]);
    }
  });

  it("[PAIR-6] a value depends on no later bar, and on none before its window", () => {
    for (const end of [60, 61, 133, 250]) {
      expect(pairSeries(bars.slice(0, end), ABOUT)).toEqual(series.slice(0, end));
      const window = bars.slice(end - ABOUT.window, end);
      expect(pairSeries(window, ABOUT).at(-1)).toEqual(series[end - 1]);
      expect(pairReading(pairColumns(window), 59, ABOUT)).toEqual(
        pairReading(pairColumns(bars), end - 1, ABOUT),
      );
    }
  });

  it("[PAIR-6] peeking changes nothing, and says the bar is not final", () => {
    const state = initPair(ABOUT.window);
    for (const bar of bars.slice(0, 100)) stepPair(state, bar, "1m");
    const before = JSON.stringify(state);
    const next = bars[100];
    if (next === undefined) throw new Error("no bar");
    expect(peekPair(state, next, "1m").value).toEqual({ ...series[100], final: false });
    expect(JSON.stringify(state)).toBe(before);
  });

  it("[PAIR-7] the revision is the sum of the window's, so that any correction raises it", () => {
    const revised = bars.map((bar, i) => (i === 120 ? { ...bar, revision: bar.revision + 1 } : bar));
    const after = pairSeries(revised, ABOUT);
    for (const [i, value] of after.entries()) {
      const isTouched = i >= 120 && i < 180;
      expect(value.revision - (series[i]?.revision ?? 0)).toBe(isTouched ? 1 : 0);
    }
  });

  it("[PAIR-8] measures are null with a reason until the window is full, and never NaN", () => {
    for (const [i, value] of series.entries()) {
      for (const name of PAIR_MEASURES) {
        if (i < 59) expect(value.missing[name]).toBe("too_few_bars");
        if (value[name] === null) expect(value.missing[name]).toBeDefined();
        else expect(Number.isFinite(value[name])).toBe(true);
      }
    }
    expect(series[59]?.missing.zScore).toBeUndefined();
  });

  it("refuses windows that are not allowed", () => {
    for (const window of [19, 2_001, 60.5, Number.NaN]) expect(() => initPair(window)).toThrow(RangeError);
  });
});

describe("series that tell nothing", () => {
  const last = (bars: JoinedBar[]) => pairReading(pairColumns(bars), bars.length - 1, ABOUT);

  it("[PAIR-8] a constant second price has no hedge ratio", () => {
    const { value, cointegration: test, verdict } = last(joined(60, (i) => [100 + i, 7.3]));
    for (const name of PAIR_MEASURES) expect(value[name]).toBeNull();
    expect(value.missing.hedgeRatio).toBe("constant_prices");
    expect(test).toBeNull();
    expect(verdict).toMatchObject({ id: "unknown", text: expect.stringContaining("did not move") });
  });

  it("[PAIR-8] a constant first price has a hedge ratio of nought and no spread", () => {
    const { value } = last(joined(60, (i) => [7.3, 100 + (i % 5)]));
    expect(value).toMatchObject({ hedgeRatio: 0, zScore: null, correlation: null, beta: 0, halfLife: null });
    expect(value.missing).toEqual({
      zScore: "no_spread",
      halfLife: "no_spread",
      correlation: "constant_prices",
    });
  });

  it("[PAIR-8] equal prices have a hedge ratio of one and no spread", () => {
    const {
      value,
      cointegration: test,
      verdict,
    } = last(wandering(60).map((bar) => ({ ...bar, price1: bar.price2 })));
    expect(value).toMatchObject({ hedgeRatio: 1, correlation: 1, beta: 1, spread: 0, zScore: null });
    expect(value.kalmanHedgeRatio).toBeCloseTo(1, 12);
    expect(test).toBeNull();
    expect(verdict.text).toContain("no spread");
  });

  it("[PAIR-8] a price that is a power of the other leaves rounding, which is no spread", () => {
    const { value } = last(wandering(60).map((bar) => ({ ...bar, price1: bar.price2 ** 2 })));
    expect(value.hedgeRatio).toBeCloseTo(2, 10);
    expect(value.missing.zScore).toBe("no_spread");
  });

  it("[PAIR-21] a window of fewer than thirty bars is not tested, and says so", () => {
    const bars = wandering(LEAST_TESTED);
    const prices = logPricesOf(bars);
    expect(cointegration(prices)).not.toBeNull();
    const short = { y: prices.y.subarray(1), x: prices.x.subarray(1) };
    expect(cointegration(short)).toBeNull();
    const reading = pairReading(pairColumns(bars), 24, { timeframe: "1m", window: 25 });
    expect(reading.verdict.text).toContain("too short");
  });
});

describe("arithmetic far from one", () => {
  it("[PAIR-9] tiny and huge prices have the same measures: only ratios count", () => {
    const bars = wandering(60);
    const base = pairAt(pairColumns(bars), 59, ABOUT);
    const scaled = bars.map((bar) => ({
      ...bar,
      price1: bar.price1 * 2 ** 40,
      price2: bar.price2 / 2 ** 40,
    }));
    const value = pairAt(pairColumns(scaled), 59, ABOUT);
    for (const name of [
      "hedgeRatio",
      "spread",
      "zScore",
      "correlation",
      "beta",
      "kalmanHedgeRatio",
    ] as const) {
      expect(value[name]).toBeCloseTo(base[name] ?? Number.NaN, 9);
    }
  });
});

describe("the correlation matrix", () => {
  it("[PAIR-40] is symmetric, one on the diagonal, and each number is the pair's own", () => {
    const bars = wandering(80);
    const of = (price: "price1" | "price2", from = 0) => ({
      clock: 1e9,
      bars: bars.slice(from).map((bar) => ({ openTime: bar.openTime, close: bar[price], revision: 0 })),
    });
    const matrix = correlationMatrix("1m", [of("price1"), of("price2"), of("price1", 70)], 60);
    expect(matrix.correlations[0]?.[0]).toBe(1);
    expect(matrix.correlations[0]?.[1]).toBe(matrix.correlations[1]?.[0]);
    expect(matrix.correlations[0]?.[1]).toBe(pairSeries(bars, ABOUT).at(-1)?.correlation);
    expect(matrix.correlations[2]).toEqual([null, null, null]);
    expect(matrix.bars[2]).toEqual([10, 10, 10]);
  });
});
