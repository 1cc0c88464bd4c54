import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { chanceAbove, chanceAtMost, probabilitiesOf, studentT4 } from "./distribution.ts";
import type { Quantiles } from "./outlook.ts";
import golden from "./test-data/distribution.json" with { type: "json" };

const quantilesOf = ([a = 0, b = 0, c = 0, d = 0, e = 0]: readonly number[]): Quantiles => [a, b, c, d, e];

const anyQuantiles = fc
  .array(fc.double({ min: -2, max: 2, noNaN: true }), { minLength: 5, maxLength: 5 })
  .map((five) => quantilesOf([...five].sort((a, b) => a - b)));

describe("[FC-70] the chance that a return is at most x", () => {
  it.each(golden.cases)("equals SciPy's: $name", ({ quantiles, atMost }) => {
    const five = quantilesOf(quantiles);
    for (const [i, x] of golden.at.entries())
      expect(Math.abs(chanceAtMost(five, x) - (atMost[i] ?? Number.NaN))).toBeLessThan(1e-12);
  });

  it("is the level at a quantile, and goes to 0 and 1", () => {
    const five: Quantiles = [-0.04, -0.01, 0.001, 0.02, 0.03];
    for (const [i, level] of [0.025, 0.1, 0.5, 0.9, 0.975].entries())
      expect(chanceAtMost(five, five[i] ?? Number.NaN)).toBeCloseTo(level, 14);
    expect(chanceAtMost(five, -Infinity)).toBe(0);
    expect(chanceAtMost(five, Infinity)).toBe(1);
    expect(chanceAbove(five, 1e6)).toBeGreaterThan(0);
  });

  it("never falls, and is a chance, whatever the quantiles", () => {
    const place = fc.double({ min: -3, max: 3, noNaN: true });
    fc.assert(
      fc.property(anyQuantiles, place, place, (five, a, b) => {
        const [low, high] = [chanceAtMost(five, Math.min(a, b)), chanceAtMost(five, Math.max(a, b))];
        expect(low).toBeGreaterThanOrEqual(0);
        expect(high).toBeLessThanOrEqual(1);
        expect(low).toBeLessThanOrEqual(high);
        expect(low + chanceAbove(five, Math.min(a, b))).toBeCloseTo(1, 14);
      }),
      { numRuns: 2_000 },
    );
  });

  it("keeps the far tails of Student's t apart from 0", () => {
    expect(studentT4(-1e6) / (3 * 1e-24)).toBeCloseTo(1, 9);
    expect(studentT4(-1e200)).toBe(0);
    expect(studentT4(1e200)).toBe(1);
  });
});

describe("[FC-71] the chances of down, neutral and up", () => {
  it.each(golden.cases)("equal SciPy's: $name", ({ quantiles, probabilities }) => {
    for (const [i, chance] of probabilitiesOf(quantilesOf(quantiles)).entries())
      expect(Math.abs(chance - (probabilities[i] ?? Number.NaN))).toBeLessThan(1e-12);
  });

  it("are chances that sum to 1", () => {
    fc.assert(
      fc.property(anyQuantiles, (five) => {
        const all = probabilitiesOf(five);
        for (const one of all) expect(one >= 0 && one <= 1).toBe(true);
        expect(all[0] + all[1] + all[2]).toBeCloseTo(1, 14);
      }),
    );
  });
});
