import { describe, expect, it } from "vitest";
import type { Cointegration, PairValue } from "./pair-value.ts";
import { verdictOf } from "./verdict.ts";

const ABOUT = { timeframe: "5m", window: 60 } as const;

function value(more: Partial<PairValue>): PairValue {
  return {
    ...{ openTime: 0, closeTime: 299_999, final: true, revision: 0, carried: null, price1: 2, price2: 1 },
    ...{ hedgeRatio: 1, intercept: 0, kalmanHedgeRatio: 1, spread: 0.1, spreadDeviation: 0.1 },
    ...{ zScore: 0.2, correlation: 1, beta: 1, halfLife: 12, missing: {} },
    ...more,
  };
}

const test = (pValue: number): Cointegration => ({
  ...{ statistic: -3, pValue, usedLag: 0, bars: 60 },
  criticalValues: { "1%": -4, "5%": -3.4, "10%": -3.1 },
});

describe("[PAIR-22] the verdict", () => {
  it("is cointegrated below 0.05, weak below 0.10, none from there on", () => {
    const idOf = (pValue: number) => verdictOf(value({}), test(pValue), ABOUT).id;
    expect([0, 0.049, 0.05, 0.099, 0.1, 1].map(idOf)).toEqual([
      ...["cointegrated", "cointegrated", "weak", "weak", "none", "none"],
    ]);
  });

  it("is unknown where a price did not move, and says so of either", () => {
    const still = value({
      ...{ hedgeRatio: 0, spread: 0, spreadDeviation: 0, zScore: null, correlation: null, halfLife: null },
      missing: { zScore: "no_spread", correlation: "constant_prices", halfLife: "no_spread" },
    });
    const { id, text } = verdictOf(still, null, ABOUT);
    expect([id, text]).toEqual([
      "unknown",
      "A price did not move in the whole window, so there is nothing to compare.",
    ]);
  });

  it("tells the half-life as bars and as time, and where the spread is now", () => {
    const far = verdictOf(value({ zScore: -2.34 }), test(0.0004), ABOUT).text;
    expect(far).toContain("p below 0.001");
    expect(far).toContain("about 12 bars (60 minutes)");
    expect(far).toContain("2.3 standard deviations below its mean now, which is far.");
    const near = verdictOf(value({ halfLife: null }), test(0.4), ABOUT).text;
    expect(near).toContain("p = 0.400");
    expect(near).toContain("No half-life can be told. The spread is near its mean now.");
  });
});
