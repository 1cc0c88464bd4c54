import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fromScaled, parseDecimal, QUOTE_SCALE, SCALE } from "./decimal.ts";
import { addPart, addTrade, type BarSum, barOfKline, barOfSum, sumOfBar, sumOfTrade } from "./sum.ts";
import { klineOf, MIDNIGHT } from "./test-engine.ts";
import type { Trade } from "./trade.ts";

/** Prices down to 1e-8, sizes up to a trillion: SHIB and beyond. */
const fill = fc.record({
  price: fc.bigInt({ min: 1n, max: 10n ** 14n }),
  size: fc.bigInt({ min: 1n, max: 10n ** 21n }),
  merged: fc.integer({ min: 1, max: 50 }),
  buyerIsMaker: fc.boolean(),
});
type Fill = typeof fill extends fc.Arbitrary<infer T> ? T : never;

function tradesOf(fills: readonly Fill[]): Trade[] {
  let id = 7;
  return fills.map(({ price, size, merged, buyerIsMaker }, index) => {
    const firstId = id;
    id += merged;
    return {
      id: index,
      price: fromScaled(price, SCALE),
      size: fromScaled(size, SCALE),
      time: MIDNIGHT,
      firstId,
      lastId: id - 1,
      buyerIsMaker,
    };
  });
}

function foldOf(trades: readonly Trade[]): BarSum {
  const [first, ...rest] = trades;
  if (first === undefined) throw new Error("no trades");
  const sum = sumOfTrade(MIDNIGHT, first);
  for (const trade of rest) addTrade(sum, trade);
  return sum;
}

/** Decimal text by long addition: another arithmetic than the one under test. */
function plainSum(values: readonly bigint[], scale: number): string {
  const digits = values
    .reduce((total, value) => total + value, 0n)
    .toString()
    .padStart(scale + 1, "0");
  return `${digits.slice(0, -scale)}.${digits.slice(-scale)}`.replace(/\.?0+$/, "");
}

describe("a bar's sums", () => {
  it("[BAR-2] [BAR-3] equal an independent decimal fold of the trades to the last digit", () => {
    fc.assert(
      fc.property(fc.array(fill, { minLength: 1, maxLength: 60 }), (fills) => {
        const bar = barOfSum(foldOf(tradesOf(fills)), "1m", true, 0);
        const buys = fills.filter((one) => !one.buyerIsMaker);
        const prices = fills.map((one) => one.price).sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
        expect(bar).toMatchObject({
          open: plainSum([fills[0]?.price ?? 0n], 8),
          high: plainSum([prices.at(-1) ?? 0n], 8),
          low: plainSum([prices[0] ?? 0n], 8),
          close: plainSum([fills.at(-1)?.price ?? 0n], 8),
          volume: plainSum(
            fills.map((one) => one.size),
            8,
          ),
          quoteVolume: plainSum(
            fills.map((one) => one.size * one.price),
            16,
          ),
          takerBuyVolume: plainSum(
            buys.map((one) => one.size),
            8,
          ),
          takerBuyQuoteVolume: plainSum(
            buys.map((one) => one.size * one.price),
            16,
          ),
          n: fills.reduce((total, one) => total + one.merged, 0),
          firstId: 7,
          lastId: 6 + fills.reduce((total, one) => total + one.merged, 0),
        });
      }),
    );
  });

  it("[BAR-2] keep all sixteen decimals of a quote volume in the trillions", () => {
    const trades = tradesOf([
      { price: 1n, size: 1n, merged: 1, buyerIsMaker: true },
      { price: 1_325n, size: 999_999_999_999_00000000n, merged: 1, buyerIsMaker: false },
    ]);
    const bar = barOfSum(foldOf(trades), "1m", true, 0);
    expect(bar.volume).toBe("999999999999.00000001");
    expect(bar.quoteVolume).toBe("13249999.9999867500000001");
    expect(QUOTE_SCALE).toBe(16);
  });

  it("[BAR-5] of parts equal the sums of the parts' trades, wherever the cuts are", () => {
    const parts = fc.array(fc.array(fill, { minLength: 1, maxLength: 8 }), { minLength: 1, maxLength: 12 });
    fc.assert(
      fc.property(parts, (groups) => {
        const trades = tradesOf(groups.flat());
        let at = 0;
        const sums = groups.map((group) => {
          at += group.length;
          return foldOf(trades.slice(at - group.length, at));
        });
        const [rolled, ...later] = sums.map((sum) => sumOfBar(barOfSum(sum, "1m", true, 0)));
        if (rolled === undefined) return;
        for (const sum of later) addPart(rolled, sum);
        expect(barOfSum(rolled, "5m", true, 0)).toEqual(barOfSum(foldOf(trades), "5m", true, 0));
      }),
    );
  });
});

describe("[BAR-5] a part without trades", () => {
  const flat = (price: string) =>
    sumOfBar({
      ...barOfKline(klineOf(0, { open: price, high: price, low: price, close: price }), 0),
      source: "trades",
    });
  const [trade] = tradesOf([{ price: 500_000_000n, size: 100_000_000n, merged: 2, buyerIsMaker: false }]);
  if (trade === undefined) throw new Error("no trade");

  it("before the first trade moves neither open nor high nor low", () => {
    const sum = flat("9");
    addPart(sum, sumOfTrade(MIDNIGHT, trade));
    expect(barOfSum(sum, "5m", true, 0)).toMatchObject({
      open: "5",
      high: "5",
      low: "5",
      close: "5",
      n: 2,
      firstId: trade.firstId,
      lastId: trade.lastId,
    });
  });

  it("after the last trade moves nothing", () => {
    const sum = sumOfTrade(MIDNIGHT, trade);
    addPart(sum, flat("9"));
    expect(barOfSum(sum, "5m", true, 0)).toMatchObject({ high: "5", close: "5", n: 2, lastId: trade.lastId });
  });

  it("beside others like it gives a flat bar", () => {
    const sum = flat("9");
    addPart(sum, flat("9"));
    expect(barOfSum(sum, "5m", true, 0)).toMatchObject({
      open: "9",
      high: "9",
      low: "9",
      close: "9",
      n: 0,
      volume: "0",
    });
  });

  it("[BAR-4] of another source makes the roll-up mixed", () => {
    const sum = sumOfTrade(MIDNIGHT, trade);
    addPart(sum, sumOfBar(barOfKline(klineOf(0, { n: 1, open: parseDecimal("5") }), 0)));
    expect(sum.source).toBe("mixed");
  });
});
