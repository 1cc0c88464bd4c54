import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  affordableLots,
  costOf,
  exactNotional,
  lotAt,
  lotOf,
  lotsAtRisk,
  notionalOf,
  quantityOf,
} from "./lots.ts";
import { amountOf, decimalOf, microsOf, roundedRatio } from "./money.ts";
import { levelPrice } from "./position.ts";
import { lotsFor, partOf } from "./sizing.ts";

/** Prices as exchanges have them: up to eight decimals, from dust to a house. */
const prices = fc
  .tuple(fc.integer({ min: 1, max: 999_999_999 }), fc.integer({ min: 0, max: 8 }))
  .map(([digits, places]) => Number(`${digits}e-${places}`));
const lots = fc.integer({ min: 1, max: 200_000_000 });
const sizes = fc.constantFrom(1e-8, 1e-5, 0.001, 1, 100);
const bounded = (price: number, count: number, size: number) => price * count * size < 5e9;

describe("[BT-30] money", () => {
  it("reads a double as the decimal that it is printed as", () => {
    expect(decimalOf(28453.37)).toEqual({ digits: 2845337n, places: 2 });
    expect(decimalOf(1e-7)).toEqual({ digits: 1n, places: 7 });
    expect(decimalOf(1.5e21)).toEqual({ digits: 15n, places: -20 });
    expect(decimalOf(-0.5)).toEqual({ digits: -5n, places: 1 });
  });

  it("counts millionths, halves away from zero", () => {
    expect(microsOf(10_007.31)).toBe(10_007_310_000);
    expect(microsOf(0.000_000_5)).toBe(1);
    expect(microsOf(-0.000_000_5)).toBe(-1);
    expect(microsOf(0.000_000_49)).toBe(0);
    expect(roundedRatio(5n, 2n)).toBe(3n);
  });

  it("says so where it could not be exact any more", () => {
    expect(() => microsOf(1e10)).toThrow(RangeError);
    expect(() => microsOf(Number.NaN)).toThrow(RangeError);
  });

  it("prints its millionths and nothing else", () => {
    fc.assert(
      fc.property(fc.maxSafeInteger(), (micros) => {
        // Sixteen digits name a double below 2^53 millionths.
        fc.pre(Math.abs(micros) < 9e14);
        expect(microsOf(amountOf(micros))).toBe(micros === 0 ? 0 : micros);
      }),
    );
  });

  it("finds a notional of half a millionth, or next to it, by remainders as integers do", () => {
    // Prices of p places and lots of 1e-(6 + k − p): digits × lots come in parts of 10^k.
    const cases = fc.record({
      digits: fc.integer({ min: 1, max: 99_999_999 }),
      places: fc.integer({ min: 0, max: 5 }),
      k: fc.integer({ min: 1, max: 7 }),
      count: fc.integer({ min: 1, max: 50_000 }),
      aside: fc.integer({ min: -2, max: 2 }),
    });
    let halves = 0;
    fc.assert(
      fc.property(cases, ({ digits, places, k, count, aside }) => {
        const exponent = places - 6 - k;
        fc.pre(exponent >= -8 && exponent <= 0);
        const half = 10 ** k / 2;
        // Of lots that are an odd multiple of half of 10^k, odd digits make a half.
        const lots = (2 * count + 1) * half + aside;
        const price = Number(`${digits}e-${places}`);
        const lot = lotOf(Number(`1e${exponent}`));
        if (aside === 0 && digits % 2 === 1) halves += 1;
        expect(notionalOf(price, lots, lot)).toBe(exactNotional(price, lots, lot));
      }),
      { numRuns: 2_000 },
    );
    expect(halves).toBeGreaterThan(50);
  });

  it("finds a notional by doubles as integers do", () => {
    fc.assert(
      fc.property(prices, lots, sizes, (price, count, size) => {
        fc.pre(bounded(price, count, size));
        expect(notionalOf(price, count, lotOf(size))).toBe(exactNotional(price, count, lotOf(size)));
      }),
      { numRuns: 2_000 },
    );
  });

  it("finds it where the product is a half to the last digit", () => {
    // 0.5 × 0.000001 and its odd multiples: exactly between two millionths.
    for (let odd = 1; odd < 2_001; odd += 2) {
      expect(notionalOf(odd / 2, 1, lotOf(1e-6))).toBe((odd + 1) / 2);
    }
    expect(notionalOf(0.3, 5, lotOf(1e-6))).toBe(2);
  });

  it("finds a cost by doubles as integers do", () => {
    fc.assert(
      fc.property(fc.maxSafeInteger(), fc.integer({ min: 0, max: 50_000 }), (any, centibps) => {
        const notional = Math.abs(any);
        const exact = roundedRatio(BigInt(notional) * BigInt(centibps), 1_000_000n);
        expect(costOf(notional, centibps)).toBe(Number(exact));
      }),
      { numRuns: 2_000 },
    );
    expect(costOf(500, 1_000)).toBe(1);
    expect(costOf(499, 1_000)).toBe(0);
  });
});

describe("[BT-31] lots", () => {
  it("are powers of ten", () => {
    expect(quantityOf(12_345_678, lotOf(1e-8))).toBe(0.123_456_78);
    expect(quantityOf(3, lotOf(1_000))).toBe(3_000);
    for (const step of [0, 0.002, 1e-9, Number.NaN, 5]) expect(() => lotOf(step)).toThrow(RangeError);
  });

  it("are worth at most a hundredth of a cent where nobody says", () => {
    expect(lotAt(4_261.48).size).toBe(1e-8);
    expect(lotAt(100_000).size).toBe(1e-8);
    expect(lotAt(0.5).size).toBe(0.0001);
    expect(lotAt(0.000_01).size).toBe(10);
  });
});

describe("sizing", () => {
  const pricing = (size: number, fee: number) => ({ lot: lotOf(size), fee, slippage: 150 });

  it("[BT-20] takes as many lots as the budget pays for, and not one more", () => {
    fc.assert(
      fc.property(prices, sizes, fc.integer({ min: 0, max: 2_000 }), (price, size, fee) => {
        const terms = pricing(size, fee);
        const cash = 10_000_000_000;
        const found = lotsFor({ kind: "fraction", fraction: 1 }, cash, price, null, terms);
        const spent = (count: number) => {
          const notional = exactNotional(price, count, terms.lot);
          return notional + costOf(notional, terms.fee) + costOf(notional, terms.slippage);
        };
        fc.pre(found < 1e14 && price * size < 1e6);
        if (found > 0) expect(spent(found)).toBeLessThanOrEqual(cash);
        // What is rounded may take lots that are worth a few millionths together.
        expect(spent(found + 1 + Math.ceil(3e-6 / (price * size)))).toBeGreaterThan(cash);
      }),
      { numRuns: 500 },
    );
  });

  it("[BT-22] loses its part of the equity between the entry and the stop", () => {
    const lot = lotOf(0.001);
    expect(lotsAtRisk(100_000_000, 2, lot)).toBe(50_000);
    expect(quantityOf(lotsAtRisk(100_000_000, 2, lot), lot) * 2).toBe(100);
    const sizing = { kind: "risk", fraction: 0.01 } as const;
    expect(lotsFor(sizing, 10_000_000_000, 100, 98, pricing(0.001, 0))).toBe(50_000);
    // A stop so near that it would take more than there is.
    expect(lotsFor(sizing, 10_000_000_000, 100, 99.999, pricing(0.001, 0))).toBeLessThan(100_000);
    expect(lotsFor(sizing, 10_000_000_000, 100, null, pricing(0.001, 0))).toBe(0);
  });

  it("[BT-21] takes a fixed amount while there is as much", () => {
    const sizing = { kind: "notional", notional: 500 } as const;
    expect(lotsFor(sizing, 10_000_000_000, 100, null, { lot: lotOf(0.001), fee: 0, slippage: 0 })).toBe(
      5_000,
    );
    expect(lotsFor(sizing, 250_000_000, 100, null, { lot: lotOf(0.001), fee: 0, slippage: 0 })).toBe(2_500);
    expect(lotsFor(sizing, -1, 100, null, { lot: lotOf(0.001), fee: 0, slippage: 0 })).toBe(0);
  });

  it("[BT-20] takes a part of an amount as integers do", () => {
    const parts = fc.integer({ min: 1, max: 1_000_000 });
    fc.assert(
      fc.property(fc.maxSafeInteger(), parts, (amount, part) => {
        const wanted = amount <= 0 ? 0 : Number((BigInt(amount) * BigInt(part)) / 1_000_000n);
        expect(partOf(amount, part / 1_000_000)).toBe(wanted);
      }),
      { numRuns: 1_000 },
    );
    expect(partOf(Number.MAX_SAFE_INTEGER, 1)).toBe(Number.MAX_SAFE_INTEGER);
  });

  it("[BT-13] keeps ten digits of a level, as text does", () => {
    const ties = fc
      .tuple(fc.integer({ min: 1_000_000_000, max: 9_999_999_999 }), fc.integer({ min: 1, max: 14 }))
      .map(([digits, places]) => Number(`${digits}5e-${places}`));
    const any = fc.double({ min: 1e-15, max: 1e15, noNaN: true });
    fc.assert(
      fc.property(fc.oneof(any, ties, prices), fc.integer({ min: -2, max: 2 }), (price, aside) => {
        const near = price * (1 + aside * Number.EPSILON);
        expect(levelPrice(near)).toBe(Number(near.toPrecision(10)));
      }),
      { numRuns: 3_000 },
    );
  });

  it("finds whole lots at the very edge", () => {
    expect(affordableLots(1_000_000, 0.1, lotOf(1), 0)).toBe(10);
    expect(affordableLots(999_999, 0.1, lotOf(1), 0)).toBe(9);
  });
});
