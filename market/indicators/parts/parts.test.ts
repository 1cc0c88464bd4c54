import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { addTo, exactSum, totalOf } from "./exact-sum.ts";
import { logRatio } from "./log-ratio.ts";
import { pushMax, rollingMax } from "./rolling-max.ts";
import { pushSum, rollingSum } from "./rolling-sum.ts";

const double = fc.double({ min: -1e15, max: 1e15, noNaN: true, noDefaultInfinity: true });

/** A finite double as an integer in units of 2^-1074: exact, for comparison. */
function units(x: number): bigint {
  const bits = new DataView(new ArrayBuffer(8));
  bits.setFloat64(0, x);
  const word = bits.getBigUint64(0);
  const exponent = Number((word >> 52n) & 0x7ffn);
  const fraction = word & 0xfffffffffffffn;
  const size = exponent === 0 ? fraction : (fraction | 0x10000000000000n) << BigInt(exponent - 1);
  return x < 0 ? -size : size;
}
const absolute = (x: bigint) => (x < 0n ? -x : x);

/** No other double is nearer to the exact sum. */
function isNearest(total: number, exact: bigint): boolean {
  const error = absolute(units(total) - exact);
  const step = 2 ** (Math.max(-1022, Math.floor(Math.log2(Math.abs(total) || 2 ** -1022))) - 53);
  return [total - 2 * step, total - step, total + step, total + 2 * step]
    .filter((other) => other !== total)
    .every((other) => absolute(units(other) - exact) >= error);
}

describe("[IND-6] rolling sums are exact", () => {
  it("the sum is the double nearest to what was added, whatever was added and taken away between", () => {
    fc.assert(
      fc.property(fc.array(double, { maxLength: 40 }), fc.array(double, { maxLength: 40 }), (kept, gone) => {
        const sum = exactSum();
        for (const x of gone) addTo(sum, x);
        for (const x of kept) addTo(sum, x);
        for (const x of gone) addTo(sum, -x);
        expect(
          isNearest(
            totalOf(sum),
            kept.map(units).reduce((a, b) => a + b, 0n),
          ),
        ).toBe(true);
      }),
    );
  });

  it("half way between two doubles the even one is taken, unless a part below decides", () => {
    const of = (...xs: number[]) => {
      const sum = exactSum();
      for (const x of xs) addTo(sum, x);
      return totalOf(sum);
    };
    expect(of(2 ** 53, 1)).toBe(2 ** 53);
    expect(of(2 ** 53, 1, 2 ** -60)).toBe(2 ** 53 + 2);
    expect(of(2 ** 53 + 2, 1, -(2 ** -60))).toBe(2 ** 53 + 2);
  });

  it("a million bars leave no drift: the sum equals that of the window alone", () => {
    const rolling = rollingSum(20);
    const last: number[] = [];
    let seed = 1;
    for (let i = 0; i < 1_000_000; i++) {
      seed = (seed * 48_271) % 2_147_483_647;
      const x = (i % 1_000 === 0 ? 1e12 : 1) * (seed / 1e5);
      last.push(x);
      if (last.length > 20) last.shift();
      const sum = pushSum(rolling, x);
      if (i % 9_973 !== 0 || sum === null) continue;
      const alone = exactSum();
      for (const y of last) addTo(alone, y);
      expect(sum).toBe(totalOf(alone));
    }
    expect(rolling.sum.parts.length).toBeLessThan(6);
  });

  it("what is gone leaves nothing: a window of zeros sums to zero", () => {
    const rolling = rollingSum(3);
    for (const x of [1e16, 0.1, 3, 0, 0]) pushSum(rolling, x);
    expect(pushSum(rolling, 0)).toBe(0);
    expect(rolling.sum.parts).toEqual([]);
  });
});

it("[IND-6] the rolling maximum is that of the window", () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: -9, max: 9 })), fc.integer({ min: 1, max: 7 }), (xs, period) => {
      const rolling = rollingMax(period);
      for (const [i, x] of xs.entries()) {
        const expected = i + 1 < period ? null : Math.max(...xs.slice(i + 1 - period, i + 1));
        expect(pushMax(rolling, x)).toBe(expected);
      }
    }),
  );
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
