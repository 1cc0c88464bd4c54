import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { randomBars } from "../../tests/support/random-bars.ts";
import { fold } from "../indicators/fold.ts";
import type { PriceBar } from "../indicators/kernel.ts";
import { macd } from "../indicators/macd/macd.ts";
import { vwap } from "../indicators/vwap/vwap.ts";
import { CATALOG_VERSION, FEATURE_SETS, FEATURES } from "./catalog.ts";
import { featureRow, WINDOW } from "./feature-row.ts";
import { digestOf, GOLDEN, goldenText } from "./test-data/golden.ts";

const [SERIES = []] = fc.sample(randomBars(WINDOW + 90, WINDOW + 90), { numRuns: 1, seed: 4 });
const position = (name: string) => FEATURES.findIndex((feature) => feature.name === name);
const nameOf = (i: number) => FEATURES[i]?.name ?? "?";

/** A market that moves and trades in every bar. */
const lively = (length: number): PriceBar[] =>
  Array.from({ length }, (_, i) => {
    const open = 100 + 5 * Math.sin(i / 5);
    const close = 100 + 5 * Math.sin((i + 1) / 5);
    return {
      openTime: 1_700_000_000_000 + i * 60_000,
      open,
      high: Math.max(open, close) + 0.5,
      low: Math.min(open, close) - 0.25,
      close,
      volume: 10 + (i % 7),
    };
  });

describe("[FEAT-2] a row is the fold of exactly the last 512 bars", () => {
  it("whatever bars lie before them", () => {
    const index = WINDOW + 60;
    const row = featureRow(SERIES, index);
    expect(row).toEqual(featureRow(SERIES.slice(index + 1 - WINDOW), WINDOW - 1));
    expect(row.bars).toBe(WINDOW);
    expect(row.openTime).toBe(SERIES[index]?.openTime);
    // And not of one bar less: the long averages tell.
    expect(featureRow(SERIES.slice(index + 2 - WINDOW), WINDOW - 2).bars).toBe(WINDOW - 1);
  });

  it("as a plain fold of the kernels says, bit for bit", () => {
    const index = WINDOW + 33;
    const { values } = featureRow(SERIES, index);
    const window = SERIES.slice(index + 1 - WINDOW, index + 1);
    expect(values[position("macdSignal")]).toBe(fold(macd, macd.defaults, window).at(-1)?.signal);
    expect(values[position("vwap")]).toBe(fold(vwap, vwap.defaults, window).at(-1));
  });

  it("or of fewer, in a young series", () => {
    expect(featureRow(SERIES, 9).bars).toBe(10);
    expect(featureRow(SERIES, 9)).toEqual(featureRow(SERIES.slice(0, 10), 9));
    expect(() => featureRow(SERIES, -1)).toThrow(RangeError);
  });
});

it("[FEAT-4] no row depends on a later bar", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 100 }),
      fc.double({ min: 0.5, max: 2, noNaN: true }),
      (index, factor) => {
        const disturbed = SERIES.map((bar, i) =>
          i <= index ? bar : { ...bar, close: bar.close * factor, high: bar.high * 2, volume: 1e9 },
        );
        expect(featureRow(disturbed, index)).toEqual(featureRow(SERIES, index));
      },
    ),
    { numRuns: 30 },
  );
});

it("[FEAT-1] every feature has its first value at its warm-up, and one at each bar after", () => {
  const bars = lively(80);
  const rows = bars.map((_, i) => featureRow(bars, i).values);
  for (const [i, feature] of FEATURES.entries()) {
    const column = rows.map((values) => values[i] ?? null);
    expect(
      column.findIndex((value) => value !== null),
      feature.name,
    ).toBe(feature.warmUp - 1);
    expect(column.slice(feature.warmUp - 1)).not.toContain(null);
  }
});

it("[FEAT-1] the sixteen stand in their document's order", () => {
  expect(FEATURE_SETS.eth16.features).toEqual([
    ...["rsi", "rsiNormalized", "macd", "macdSignal", "macdHistogram", "ema9", "ema21", "ema50"],
    ...["emaShortLongRatio", "emaTrendStrength", "vwap", "atr", "atrNormalized"],
    ...["priceToEma9", "priceToEma21", "priceToVwap"],
  ]);
  expect(new Set(FEATURES.map(({ name }) => name)).size).toBe(FEATURES.length);
  expect(FEATURE_SETS.ta.positions.map(nameOf)).toEqual(FEATURE_SETS.ta.features);
});

it("[FEAT-1] ratios are what their formulas say", () => {
  const bars = lively(80);
  const close = bars.at(-1)?.close ?? 0;
  const { values } = featureRow(bars, 79);
  const at = (name: string) => values[position(name)] ?? Number.NaN;
  expect(at("rsiNormalized")).toBe(at("rsi") / 100);
  expect(at("emaShortLongRatio")).toBe(at("ema9") / at("ema21"));
  expect(at("emaTrendStrength")).toBe((at("ema9") - at("ema50")) / at("ema50"));
  expect(at("atrNormalized")).toBe(at("atr") / close);
  expect(at("priceToEma9")).toBe(close / at("ema9"));
  expect(at("priceToEma21")).toBe(close / at("ema21"));
  expect(at("priceToVwap")).toBe(close / at("vwap"));
  expect(at("bbMiddle")).toBe(at("sma20"));
  expect(at("bbPercent")).toBe((close - at("bbLower")) / (at("bbUpper") - at("bbLower")));
});

it("[FEAT-5] where nothing moves and nothing trades, what has no meaning is null, and nothing is infinite", () => {
  const flat = lively(1).map((bar) => ({ ...bar, open: 7.3, high: 7.3, low: 7.3, close: 7.3, volume: 0 }));
  const bars = Array.from({ length: 100 }, (_, i) => ({ ...flat[0], openTime: i * 60_000 }) as PriceBar);
  const { values } = featureRow(bars, 99);
  const none = values.flatMap((value, i) => (value === null ? [nameOf(i)] : []));
  expect(none).toEqual(["vwap", "priceToVwap", "bbPercent", "relativeVolume", "closePosition"]);
  expect(values.every((value) => value === null || Number.isFinite(value))).toBe(true);
  expect(values[position("bbWidth")]).toBe(0);
  expect(values[position("cci")]).toBe(0);
});

it("[FEAT-1] [FEAT-3] no value of any feature changes without a new version of the catalog", () => {
  expect(digestOf(goldenText())).toBe(GOLDEN[CATALOG_VERSION]);
});
