import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { expectNoFuture, expectWindow } from "../../../tests/support/causal.ts";
import { randomBars } from "../../../tests/support/random-bars.ts";
import { digestOf } from "../../features/test-data/golden.ts";
import type { PriceBar } from "../../indicators/kernel.ts";
import { GOLDEN_INPUTS, goldenInputs } from "../test-data/golden-inputs.ts";
import { drawsOf, madeUpBars } from "../test-data/series.ts";
import { CHANNELS, logBar, SEQUENCE, sequence } from "./log-bar.ts";
import { MODEL_FEATURE_LIST, MODEL_FEATURES, modelFeatures } from "./model-features.ts";
import { INPUT_VERSION, INPUT_WINDOW } from "./version.ts";

const at = (bars: readonly PriceBar[], name: string, index = bars.length - 1) =>
  modelFeatures(bars, index)[MODEL_FEATURES.indexOf(name)] ?? Number.NaN;

describe("[FC-8] inputs and baselines are a function of their window", () => {
  it("of random series, gaps and idle stretches among them", () => {
    fc.assert(
      fc.property(randomBars(560, 600), fc.nat(20), (bars, back) => {
        expectNoFuture(bars, 530 + back, "1h");
        expectWindow(bars, 530 + back, "1h");
      }),
      { numRuns: 4 },
    );
  });

  it("also while the series is younger than the window", () => {
    const bars = madeUpBars(400, "1d");
    for (const index of [0, 1, 2, 23, 24, 63, 64, 168, 350]) expectNoFuture(bars, index, "1d");
  });

  it("and the oldest bar of the window still counts", () => {
    const bars = madeUpBars(INPUT_WINDOW, "1h");
    const [first, ...rest] = bars;
    if (first === undefined) throw new Error("no bars");
    const changed = [{ ...first, high: first.high * 1.2, close: first.close * 1.1 }, ...rest];
    expect(modelFeatures(changed, INPUT_WINDOW - 1)).not.toEqual(modelFeatures(bars, INPUT_WINDOW - 1));
  });
});

describe("[FC-6] features have no unit", () => {
  const bars = madeUpBars(700, "1h", 3, { idle: [600, 30], gap: [650, 7] });
  const scaled = (price: number, volume: number) =>
    bars.map((bar) => ({
      ...{ openTime: bar.openTime, open: bar.open * price, high: bar.high * price },
      ...{ low: bar.low * price, close: bar.close * price, volume: bar.volume * volume },
    }));

  it("in another unit by a power of two they are the same bits", () => {
    const other = scaled(1_024, 0.125);
    for (let i = 511; i < bars.length; i += 7) {
      expect(modelFeatures(other, i)).toEqual(modelFeatures(bars, i));
      expect(sequence(other, i)).toEqual(sequence(bars, i));
    }
  });

  it("in any other unit they differ by what prices are rounded by: less than a millionth", () => {
    const other = scaled(1_000, 7);
    let most = 0;
    for (let i = 511; i < bars.length; i += 3) {
      const [own, theirs] = [modelFeatures(bars, i), modelFeatures(other, i)];
      own.forEach((value, k) => {
        most = Math.max(most, Math.abs(value - (theirs[k] ?? 0)) / Math.max(1, Math.abs(value)));
      });
      const [ownBars, theirBars] = [sequence(bars, i), sequence(other, i)];
      ownBars.forEach((value, k) => {
        most = Math.max(most, Math.abs(value - (theirBars[k] ?? 0)));
      });
    }
    expect(most).toBeLessThan(1e-6);
  });
});

describe("[FC-9] inputs are finite, whatever the market does", () => {
  const dead = (bar: PriceBar): PriceBar => ({ ...bar, open: 5, high: 5, low: 5, close: 5, volume: 0 });
  const cases: Record<string, PriceBar[]> = {
    "a market that never moved": madeUpBars(600, "1h").map(dead),
    "a market without volume": madeUpBars(600, "1h").map((bar) => ({ ...bar, volume: 0 })),
    "a market that awakes": madeUpBars(600, "1h", 2, { idle: [0, 590] }),
    "a market that falls asleep": madeUpBars(600, "1h", 2, { idle: [300, 300] }),
    "a market with a hole": madeUpBars(600, "1h", 2, { gap: [580, 900] }),
    "a price of one cent that doubles each bar": madeUpBars(600, "1h").map((bar, i) => {
      const close = 0.01 * 2 ** (i % 40);
      return { ...bar, open: close / 2, high: close * 1.5, low: close / 3, close };
    }),
    "a series of one bar": madeUpBars(1, "1h"),
  };
  for (const [name, bars] of Object.entries(cases)) {
    it(name, () => {
      for (let i = 0; i < bars.length; i += 13) {
        expect(modelFeatures(bars, i).every(Number.isFinite)).toBe(true);
        expect(sequence(bars, i).every(Number.isFinite)).toBe(true);
      }
    });
  }

  it("where a value does not exist, the neutral one stands", () => {
    const bars = madeUpBars(600, "1h").map(dead);
    const features = modelFeatures(bars, 599);
    const neutral = ["closeToVwap", "bollingerPosition", "closePosition1", "closePosition168"];
    for (const name of [...neutral, "lnRelativeVolume", "lnVolume24To168", "obvSlope", "downShare24"]) {
      const place = MODEL_FEATURES.indexOf(name);
      expect(features[place], name).toBe(MODEL_FEATURE_LIST[place]?.neutral);
    }
    expect(features.some((value) => Object.is(value, -0))).toBe(false);
  });
});

describe("[FC-6] features are what their formulas say", () => {
  const bars = madeUpBars(600, "1h", 9);
  const last = 599;
  const close = (back: number) => bars[last - back]?.close ?? Number.NaN;
  const gk = (bar: PriceBar) =>
    Math.max(
      1e-8,
      0.5 * Math.log(bar.high / bar.low) ** 2 - (2 * Math.log(2) - 1) * Math.log(bar.close / bar.open) ** 2,
    );
  const mean = (numbers: readonly number[]) => numbers.reduce((sum, one) => sum + one, 0) / numbers.length;

  it("returns, variances and σ", () => {
    for (const count of [1, 5, 24, 168]) {
      expect(at(bars, `logReturn${count}`)).toBeCloseTo(Math.log(close(0) / close(count)), 6);
    }
    for (const count of [1, 5, 24, 168, 500]) {
      expect(at(bars, `lnVariance${count}`)).toBeCloseTo(Math.log(mean(bars.slice(-count).map(gk))), 5);
    }
    const returns = Array.from({ length: 24 }, (_, i) => Math.log(close(i) / close(i + 1)));
    const spread = Math.sqrt(mean(returns.map((one) => (one - mean(returns)) ** 2)) * (24 / 23));
    expect(at(bars, "lnSigma24")).toBeCloseTo(Math.log(spread + 1e-6), 5);
    const fell = returns.filter((one) => one < 0).reduce((sum, one) => sum + one * one, 0);
    expect(at(bars, "downShare24")).toBeCloseTo(fell / returns.reduce((sum, one) => sum + one * one, 0), 6);
  });

  it("cycles look at the bars a whole number of cycles before the next ones", () => {
    // The next bar is at 600: the bars at 600 − 24 k within the last 512.
    const ago = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21];
    const same = ago.flatMap((k) => bars[600 - 24 * k] ?? []);
    expect(at(bars, "lnVarianceCycle24")).toBeCloseTo(Math.log(mean(same.map(gk))), 5);
    const week = [600, 601, 602, 603, 604].flatMap((next) =>
      [1, 2, 3].flatMap((k) => bars[next - 168 * k] ?? []),
    );
    expect(at(bars, "lnVarianceCycle168Next5")).toBeCloseTo(Math.log(mean(week.map(gk))), 5);
  });

  it("names are told once each, and every one differs somewhere", () => {
    expect(new Set(MODEL_FEATURES).size).toBe(MODEL_FEATURES.length);
    const rows = [520, 540, 560, 580, 599].map((index) => modelFeatures(bars, index));
    MODEL_FEATURES.forEach((name, i) => {
      expect(new Set(rows.map((row) => row[i])).size, name).toBeGreaterThan(1);
    });
  });
});

describe("[FC-7] log bars", () => {
  it("tell return, range, body, shadows and volume", () => {
    const bars = madeUpBars(200, "1h", 4);
    const [before, bar] = [bars[198], bars[199]];
    if (before === undefined || bar === undefined) throw new Error("no bars");
    const { open, high, low, close, volume } = bar;
    const usual = bars.slice(175, 199).reduce((sum, one) => sum + one.volume, 0) / 24;
    const wanted = [
      Math.log(close / before.close),
      Math.log(high / low),
      Math.log(close / open),
      Math.log(high / Math.max(open, close)) - Math.log(Math.min(open, close) / low),
      Math.log(volume / usual),
    ];
    logBar(bars, 199).forEach((value, i) => {
      expect(value).toBeCloseTo(wanted[i] ?? 0, 12);
    });
  });

  it("clip volume, and call a bar without trades the quietest there is", () => {
    const draw = drawsOf(1);
    const bars = madeUpBars(60, "1h").map((bar) => ({ ...bar, volume: 1 + draw() }));
    const withVolume = (volume: number) => bars.map((bar, i) => (i === 50 ? { ...bar, volume } : bar));
    expect(logBar(withVolume(1e6), 50)[4]).toBe(4);
    expect(logBar(withVolume(1e-6), 50)[4]).toBe(-4);
    expect(logBar(withVolume(0), 50)[4]).toBe(-4);
  });

  it("stand in a sequence oldest first, with zeros where there was no bar yet", () => {
    const bars = madeUpBars(100, "1h", 4);
    const whole = sequence(bars, 99);
    expect(whole.length).toBe(SEQUENCE * CHANNELS);
    expect([...whole.slice(-CHANNELS)]).toEqual(logBar(bars, 99).map(Math.fround));
    expect([...whole.slice(0, CHANNELS)]).toEqual(logBar(bars, 36).map(Math.fround));
    const young = sequence(bars, 9);
    expect(young.slice(0, (SEQUENCE - 10) * CHANNELS).every((one) => one === 0)).toBe(true);
    expect([...young.slice(-CHANNELS)]).toEqual(logBar(bars, 9).map(Math.fround));
  });
});

it("[FC-5] no bit of any input changes without a new version", () => {
  expect(digestOf(goldenInputs())).toBe(GOLDEN_INPUTS[INPUT_VERSION]);
});
