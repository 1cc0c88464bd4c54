import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { randomBars } from "../../../tests/support/random-bars.ts";
import { fold } from "../fold.ts";
import type { Parameters, PriceBar, Value } from "../kernel.ts";
import { INDICATORS } from "../registry.ts";
import { compact, plain, priceText, signed } from "./format.ts";
import { percentile, run, runText, standing } from "./movement.ts";
import { READING_BARS } from "./reading.ts";
import { isRead, readingOf } from "./readings.ts";
import { averageCross } from "./trends.ts";

/** Bars that close where they are told to, a point high and low around it. */
const barsOf = (closes: readonly number[]): PriceBar[] =>
  closes.map((close, i) => ({
    openTime: 1_700_000_000_000 + i * 60_000,
    ...{ open: close, high: close + 1, low: close - 1, close, volume: 1 },
  }));

/** Values of the last bars, whose closes are all 100 unless told. */
const read = (
  id: string,
  values: readonly (Value | null)[],
  closes: readonly number[] = values.map(() => 100),
  parameters: Parameters = { period: 14 },
) => readingOf(id, { values, bars: barsOf(closes), parameters });

describe("[IND-32] readings", () => {
  it.each([
    ["overbought", [74, 73.5, 73, 72.4], "RSI 72.4: overbought, falling for 3 bars", "bearish"],
    ["oversold", [31, 28.04], "RSI 28.0: oversold, falling", "bullish"],
    ["back below 70", [71, 69], "RSI 69.0: back below 70, falling", "bearish"],
    ["back above 30", [30, 29, 30.5], "RSI 30.5: back above 30, rising", "bullish"],
    ["neutral", [50, 50], "RSI 50.0: neutral, unchanged", "neutral"],
  ])("rsi %s", (state, values, text, bias) => {
    expect(read("rsi", values)).toEqual({ state, text, bias });
  });

  it.each(["rsi", "mfi", "williams-r", "stochastic", "stoch-rsi"])(
    "%s calls a market that stands still neither overbought nor oversold",
    (id) => {
      const kernel = INDICATORS.find((one) => one.id === id);
      if (kernel === undefined) throw new Error(id);
      const parameters = kernel.defaults;
      const still = Array.from({ length: 60 }, (_, i): PriceBar => {
        return { openTime: i * 60_000, open: 5, high: 5, low: 5, close: 5, volume: 2 };
      });
      const told = (bars: readonly PriceBar[]) =>
        readingOf(id, { values: fold(kernel, parameters, bars), bars, parameters });
      expect(told(still)).toMatchObject({ state: "no movement", bias: "neutral" });
      const falling = still.map((bar, i) => ({ ...bar, high: 71 - i, low: 69 - i, close: 69 - i }));
      if (id !== "stoch-rsi") expect(told(falling)).toMatchObject({ state: "oversold", bias: "bullish" });
    },
  );

  it("MFI says nothing of a market where nothing was traded", () => {
    const bars = barsOf([9, 8, 7]).map((bar) => ({ ...bar, volume: 0 }));
    expect(readingOf("mfi", { values: [0, 0, 0], bars, parameters: { period: 2 } })?.state).toBe(
      "no movement",
    );
  });

  it("have other bands for MFI, CCI and Williams %R", () => {
    expect(read("mfi", [75])?.state).toBe("neutral");
    expect(read("cci", [-140])?.text).toBe("CCI −140: oversold, unchanged");
    expect(read("williams-r", [-90, -79])?.state).toBe("back above −80");
  });

  it("macd: crosses, the zero line, the histogram", () => {
    const values = [
      { macd: -2, signal: -1, histogram: -1 },
      { macd: -0.5, signal: -0.75, histogram: 0.25 },
    ];
    expect(read("macd", values)).toEqual({
      state: "crossed above signal",
      text: "MACD −0.50000: crossed above signal, below zero, histogram rising",
      bias: "bullish",
    });
    expect(read("macd", values.toReversed())?.state).toBe("crossed below signal");
    expect(read("macd", values.slice(0, 1))).toMatchObject({ state: "below signal", bias: "bearish" });
  });

  it("stochastic: %K over %D, and its zone", () => {
    expect(
      read("stochastic", [
        { k: 12, d: 15 },
        { k: 18, d: 16 },
      ]),
    ).toEqual({
      state: "%K crossed above %D",
      text: "Stochastic %K 18.0, %D 16.0: %K crossed above %D while oversold",
      bias: "bullish",
    });
    expect(read("stoch-rsi", [{ k: 95, d: 90 }])).toMatchObject({ state: "overbought", bias: "bearish" });
  });

  it("averages: the price over the line, and by how much", () => {
    expect(read("ema", [99.9, 100], [99, 102], { period: 21 })).toEqual({
      state: "price crossed above",
      text: "EMA 21 100.0000: price crossed above (+2.00 %), rising",
      bias: "bullish",
    });
    expect(read("session-vwap", [67_250.1], [67_000])?.text).toBe(
      "VWAP of the day 67,250.10: price below (−0.37 %), unchanged",
    );
  });

  it("golden and death cross", () => {
    const names = ["EMA 50", "EMA 200"] as const;
    expect(averageCross([9, 11], [10, 10], names)).toEqual({
      state: "golden cross",
      text: "golden cross: EMA 50 crossed above EMA 200",
      bias: "bullish",
    });
    expect(averageCross([11, 9], [10, 10], names)?.state).toBe("death cross");
    expect(averageCross([11, 12], [10, 10], names)?.text).toBe("EMA 50 is above EMA 200");
    expect(averageCross([null], [10], names)).toBeNull();
  });

  it("adx: strength by its level, direction by the indicators", () => {
    expect(read("adx", [{ adx: 31, plusDi: 10, minusDi: 25 }])).toMatchObject({
      state: "strong downtrend",
      bias: "bearish",
    });
    expect(read("adx", [{ adx: 15, plusDi: 30, minusDi: 25 }])).toMatchObject({
      state: "no trend",
      bias: "neutral",
    });
  });

  it("bollinger: %b, and a squeeze when the bands were never so narrow", () => {
    const band = (reach: number) => ({ upper: 100 + reach, middle: 100, lower: 100 - reach });
    const wide = Array.from({ length: 60 }, (_, i) => band(5 + (i % 3)));
    expect(read("bollinger", [...wide, band(2)])).toEqual({
      state: "squeeze",
      text: "Bollinger %b 0.50: squeeze, bands 4.00 % wide",
      bias: "neutral",
    });
    const closes = [...wide.map(() => 100), 103];
    expect(read("bollinger", [...wide, band(2)], closes)?.text).toBe(
      "Bollinger %b 1.25: above the upper band, bands 4.00 % wide, a squeeze until now",
    );
    expect(read("bollinger", [band(2)], [99])?.state).toBe("lower half");
  });

  it("channels: a breakout, of Donchian's against the channel before", () => {
    const band = (upper: number, lower: number) => ({ upper, middle: 0, lower });
    expect(read("keltner", [band(105, 95), band(105, 95)], [104, 106])).toMatchObject({
      state: "breakout above",
      bias: "bullish",
    });
    expect(read("donchian", [band(105, 95), band(105, 95), band(107, 95)], [100, 100, 106])?.text).toBe(
      "Donchian channel 95.0000 to 105.0000: breakout above",
    );
    expect(read("donchian", [band(105, 95), band(105, 95)], [100, 94])?.state).toBe("below the channel");
  });

  it("supertrend and parabolic stop: a side, and when it flips", () => {
    const up = { line: 95, direction: 1 };
    const down = { line: 105, direction: -1 };
    expect(read("supertrend", [down, up])).toMatchObject({ state: "flipped up", bias: "bullish" });
    expect(read("supertrend", [up, up])?.text).toBe("Supertrend 95.0000: uptrend, the line below the price");
    expect(read("psar", [95, 105])).toMatchObject({ state: "flipped down", bias: "bearish" });
    expect(read("psar", [95, 96])?.state).toBe("uptrend");
  });

  it("ichimoku: the price to the cloud that was computed `base` bars ago, and the lines' cross", () => {
    const at = (conversion: number, base: number, spanA: number, spanB: number) => ({
      ...{ conversion, base, spanA, spanB, lagging: 100 },
    });
    const values = [at(1, 2, 90, 95), at(1, 2, 500, 600), at(3, 2, 500, 600)];
    expect(read("ichimoku", values, [100, 100, 100], { conversion: 1, base: 2, span: 3 })).toEqual({
      state: "above the cloud, conversion line crossed above base line",
      text: "Ichimoku cloud 90.0000 to 95.0000: above the cloud, conversion line crossed above base line",
      bias: "bullish",
    });
  });

  it("volume and volatility: how much, not which way", () => {
    expect(read("relative-volume", [2.5], undefined, { period: 20 })).toEqual({
      state: "spike",
      text: "Volume 2.50× the mean of the 20 bars before: spike",
      bias: "neutral",
    });
    const spike = { ratio: 2.5, spike: 0 };
    expect(read("volume-spike", [spike], undefined, { period: 20, threshold: 3 })?.state).toBe("normal");
    expect(read("obv", [1_000, 2_500_000])?.text).toBe("OBV 2.50M: rising");
    expect(read("obv-slope", [5, -1_200])?.state).toBe("crossed below zero");
    const calm = Array.from({ length: 60 }, (_, i) => 0.001 + i / 1e6);
    expect(read("realised-volatility", [...calm, 0.01])?.text).toBe(
      "Realised volatility 1.000 % a bar: high, above 100 % of the bars before, rising for 60 bars",
    );
    expect(read("atr", [...calm, 0.0001])?.state).toBe("low");
  });

  it("of every own indicator there is one for each value, and none without", () => {
    expect(INDICATORS.filter(({ id }) => !isRead(id)).map(({ id }) => id)).toEqual([]);
    fc.assert(
      fc.property(randomBars(1, 150), (bars) => {
        for (const kernel of INDICATORS) {
          const all = fold(kernel, kernel.defaults, bars);
          const recent = { bars: bars.slice(-READING_BARS), parameters: kernel.defaults };
          const reading = readingOf(kernel.id, { ...recent, values: all.slice(-READING_BARS) });
          if (all.at(-1) === null) expect(reading).toBeNull();
          else if (reading !== null) expect(reading.text).not.toMatch(/NaN|Infinity|undefined|null|e[+-]\d/);
        }
      }),
      { numRuns: 40 },
    );
  });
});

describe("[IND-32] movements", () => {
  it("a touch that turns back is no cross", () => {
    expect(standing([2, 1, 2], 1)).toBe("above");
    expect(standing([0, 1, 2], 1)).toBe("crossed above");
    expect(standing([1, 1], 1)).toBe("at");
    expect(standing([null, 2], 1)).toBe("above");
    expect(standing([2, null], 1)).toBeNull();
  });

  it("a run ends where it turns, stops, or is not known", () => {
    expect(run([1, 3, 2, 1])).toBe(-2);
    expect(run([null, 1, 2])).toBe(1);
    expect(runText([3, 3])).toBe("unchanged");
    expect(percentile([1, 2, 3, 4, 2.5], 4)).toBe(50);
    expect(percentile([1, 2], 4)).toBeNull();
  });
});

it("[IND-32] numbers are written for people", () => {
  expect([1_234_567.891, 999.5, 0.0123456, 0.000000123456, -1_000, 0].map(priceText)).toEqual([
    ...["1,234,567.89", "999.5000", "0.012346", "0.00000012346", "−1,000.00", "0.00"],
  ]);
  expect([signed(1.239, 2), signed(-0.3, 2), signed(-0.001, 2)]).toEqual(["+1.24", "−0.30", "0.00"]);
  expect([plain(-0.01, 1), compact(-1_234), compact(12)]).toEqual(["0.0", "−1.23K", "12.00"]);
});
