import { describe, expect, it } from "vitest";
import { addOutcomes, NO_OUTCOMES, outcomesOf, wilsonInterval } from "./performance.ts";

describe("the sums of outcomes", () => {
  it("[SIG-61] Wilson's interval is that of published cases", () => {
    // Newcombe 1998, table I: 81/263, 15/148, 0/20, 1/29, by the score method without correction.
    const cases = [
      [81, 263, 0.2553, 0.3662],
      [15, 148, 0.0624, 0.1605],
      [0, 20, 0, 0.1611],
      [1, 29, 0.0061, 0.1718],
    ] as const;
    for (const [k, n, low, high] of cases) {
      const interval = wilsonInterval(k, n);
      expect(interval?.low).toBeCloseTo(low, 4);
      expect(interval?.high).toBeCloseTo(high, 4);
    }
    expect(wilsonInterval(0, 0)).toBeNull();
  });

  it("[SIG-61] whoever did not win after costs has lost", () => {
    const told = outcomesOf({
      ...NO_OUTCOMES,
      ...{
        issued: 6,
        ended: 5,
        winners: 2,
        netOfWinners: 0.05,
        netOfLosers: -0.06,
        worst: -0.04,
        best: 0.03,
      },
    });
    expect(told).toMatchObject({ active: 1, losers: 3, winRate: 0.4, meanWin: 0.025 });
    expect(told.meanLoss).toBeCloseTo(-0.02, 12);
    expect(told.meanReturn).toBeCloseTo(-0.002, 12);
    expect(outcomesOf(NO_OUTCOMES)).toMatchObject({ winRate: null, meanReturn: null, losers: 0 });
  });

  it("[SIG-61] sums add up", () => {
    const a = { ...NO_OUTCOMES, issued: 2, ended: 1, worst: -0.1, best: -0.1, since: 5 };
    const b = { ...NO_OUTCOMES, issued: 3, ended: 3, worst: -0.2, best: 0.4, since: 9 };
    expect(addOutcomes(a, b)).toMatchObject({ issued: 5, ended: 4, worst: -0.2, best: 0.4, since: 5 });
    expect(addOutcomes(NO_OUTCOMES, a)).toEqual(a);
  });
});
