import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { logRatio } from "./log-ratio.ts";
import { deviationsOfNewest } from "./mean-deviation.ts";
import { pushRange, rangeOf } from "./range.ts";
import { rangeColumns } from "./range-columns.ts";
import { pushMean, rollingMean } from "./rolling-mean.ts";
import { pushMoments, rollingMoments } from "./rolling-moments.ts";
import { pushSum, rollingSum } from "./rolling-sum.ts";

/** A series that is hard on sums: name, and its number at a place. */
const NASTY: readonly (readonly [string, (i: number) => number])[] = [
  ["tiny moves at a great height", (i) => 1e8 + (i % 7) * 2 ** -20],
  ["a jump, and then nothing", (i) => (i < 137 ? 1 + i * 1e-3 : 40_000.1)],
  ["prices of 1e-8", (i) => 1e-8 * (1 + (i % 5))],
  ["constant", () => 0.1],
  ["zeros between huge volumes", (i) => (i % 11 === 0 ? 1e15 + i : 0)],
  ["a fall through many sizes", (i) => 1e12 * 0.9 ** i],
];
const PERIODS = [2, 3, 20, 99];

/** Mean and population variance of a window in two passes, about its first number. */
function twoPass(window: readonly number[]) {
  const origin = window[0] ?? 0;
  const mean = window.reduce((sum, x) => sum + (x - origin), 0) / window.length;
  const squares = window.reduce((sum, x) => sum + (x - origin - mean) ** 2, 0);
  return { mean: origin + mean, variance: squares / window.length };
}

describe.each(NASTY)("[IND-6] %s", (_, at) => {
  const xs = Array.from({ length: 600 }, (_, i) => at(i));

  it.each(PERIODS)("mean and deviation of %d are those of two passes", (period) => {
    const mean = rollingMean(period);
    const moments = rollingMoments(period);
    for (const [i, x] of xs.entries()) {
      const simple = pushMean(mean, x);
      const isFull = pushMoments(moments, x);
      expect(isFull).toBe(i >= period - 1);
      if (!isFull) continue;
      expect(moments.mean).toBe(simple);
      const window = xs.slice(i + 1 - period, i + 1);
      const want = twoPass(window);
      const scale = Math.max(...window.map(Math.abs));
      expect(Math.abs(simple - want.mean)).toBeLessThanOrEqual(1e-12 * scale);
      expect(Math.abs(moments.deviation ** 2 - want.variance)).toBeLessThanOrEqual(1e-10 * want.variance);
    }
  });

  it.each(PERIODS)("a sum of %d is that of its window", (period) => {
    const sum = rollingSum(period);
    for (const [i, x] of xs.entries()) {
      const have = pushSum(sum, x);
      const want = xs.slice(Math.max(0, i + 1 - period), i + 1).reduce((total, y) => total + y, 0);
      if (i < period - 1) expect(have).toBeNaN();
      else expect(Math.abs(have - want)).toBeLessThanOrEqual(1e-13 * want);
    }
  });
});

describe("[IND-6] nothing is ever taken away from a sum", () => {
  it("so a million bars leave no drift", () => {
    const rolling = rollingSum(20);
    const last: number[] = [];
    let seed = 1;
    for (let i = 0; i < 1_000_000; i++) {
      seed = (seed * 48_271) % 2_147_483_647;
      const x = (i % 1_000 === 0 ? 1e12 : 1) * (seed / 1e5);
      last.push(x);
      if (last.length > 20) last.shift();
      const sum = pushSum(rolling, x);
      if (i < 20 || i % 9_973 !== 0) continue;
      const want = last.reduce((total, y) => total + y, 0);
      expect(Math.abs(sum - want)).toBeLessThanOrEqual(1e-14 * want);
    }
  });

  it("and a window of zeros sums to zero, whatever was before", () => {
    const rolling = rollingSum(3);
    for (const x of [1e16, 0.1, 3, 0, 0]) pushSum(rolling, x);
    expect(pushSum(rolling, 0)).toBe(0);
  });

  it("and a mean of equal numbers is that number, and has no deviation", () => {
    const mean = rollingMean(7);
    const moments = rollingMoments(7);
    for (const x of [5e9, 1, 3]) {
      pushMean(mean, x);
      pushMoments(moments, x);
    }
    for (let i = 0; i < 40; i++) {
      const told = pushMean(mean, 0.1);
      pushMoments(moments, 0.1);
      if (i < 6) continue;
      // Of a block that began before, the mean is right to the rounding of what it began with.
      if (i >= 10) expect(told).toBe(0.1);
      expect(moments.deviation).toBe(0);
    }
  });
});

/** Small and great numbers with all their digits, most of them near each other, now and then not. */
const number = fc.oneof(
  { weight: 8, arbitrary: fc.double({ min: 60, max: 110, noNaN: true }) },
  { weight: 1, arbitrary: fc.double({ min: 1e-300, max: 1e300, noNaN: true }) },
  { weight: 1, arbitrary: fc.integer({ min: -9, max: 9 }) },
);

it("[IND-6] the highest and the lowest are those of the window, in steps and in columns", () => {
  const column = fc.array(fc.tuple(number, number), { maxLength: 60 });
  fc.assert(
    fc.property(column, fc.integer({ min: 1, max: 9 }), fc.nat(3), (pairs, period, begin) => {
      const range = rangeOf(period);
      const highs = Float64Array.from(pairs, (pair) => Math.max(...pair));
      const lows = Float64Array.from(pairs, (pair) => Math.min(...pair));
      const told = rangeColumns(highs, lows, period, begin);
      for (let i = begin; i < pairs.length; i++) {
        const isFull = i + 1 - begin >= period;
        expect(pushRange(range, highs[i] ?? 0, lows[i] ?? 0)).toBe(isFull);
        const [high, low] = [highs, lows].map((xs) => xs.subarray(i + 1 - period, i + 1));
        const want = isFull ? [Math.max(...(high ?? [])), Math.min(...(low ?? []))] : [NaN, NaN];
        expect([told.highest[i], told.lowest[i]]).toEqual(want);
        if (isFull) expect([range.highest, range.lowest]).toEqual(want);
      }
      expect(told.highest.subarray(0, begin).every(Number.isNaN)).toBe(true);
    }),
    { numRuns: 400 },
  );
});

it("[IND-6] a number among its equals does not deviate, whatever its size", () => {
  expect(deviationsOfNewest([0.1, 0.1, 0.1], 0, 3, 0, 0.1)).toBe(0);
  expect(deviationsOfNewest([1e8 + 0.1, 1e8 + 0.1], 1, 1, 1, 1e8 + 0.1)).toBe(0);
  expect(deviationsOfNewest([4, 1, 2], 1, 2, 1, 4)).toBeCloseTo((4 - 7 / 3) / (10 / 9), 12);
});

describe("[FEAT-3] the logarithm of a ratio", () => {
  const price = fc.double({ min: 1e-8, max: 1e7, noNaN: true });

  it("is that of Math.log within a few units in the last place", () => {
    fc.assert(
      fc.property(price, price, (from, to) => {
        const want = Math.log(to) - Math.log(from);
        expect(Math.abs(logRatio(from, to) - want)).toBeLessThan(
          1e-14 * Math.max(1, Math.abs(Math.log(to)), Math.abs(Math.log(from))),
        );
      }),
    );
  });

  it("keeps the digits of a tiny return, and is odd", () => {
    expect(logRatio(65_536, 65_536.015625)).toBeCloseTo(Math.log1p(2 ** -22), 20);
    expect(logRatio(60_000, 60_000)).toBe(0);
    expect(logRatio(3, 2)).toBe(-logRatio(2, 3));
  });
});
