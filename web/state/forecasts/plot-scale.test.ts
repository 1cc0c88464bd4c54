import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { plotScale } from "./plot-scale.ts";

describe("the scale of a small plot", () => {
  it("begins and ends at round numbers around its values and zero", () => {
    const { low, high, ticks } = plotScale([0.012, 0.037], [0]);
    expect([low, high]).toEqual([0, expect.closeTo(0.04, 12)]);
    expect(ticks.map((tick) => Number(tick.toFixed(3)))).toEqual([0, 0.01, 0.02, 0.03, 0.04]);
    expect(plotScale([-0.013], [0]).low).toBeCloseTo(-0.015, 12);
  });

  it("holds every value, and something else than a point, whatever comes", () => {
    const number = fc.double({ min: -10, max: 10, noNaN: true });
    fc.assert(
      fc.property(fc.array(number, { maxLength: 12 }), (values) => {
        const scale = plotScale(values, [0]);
        expect(scale.high).toBeGreaterThan(scale.low);
        expect(scale.ticks.length).toBeLessThanOrEqual(8);
        for (const value of [0, ...values]) {
          expect(value).toBeGreaterThanOrEqual(scale.low - 1e-9);
          expect(value).toBeLessThanOrEqual(scale.high + 1e-9);
        }
      }),
    );
  });

  it("keeps what lies beyond it at its ends", () => {
    const scale = plotScale([1], [0]);
    expect([scale.at(-5), scale.at(0.5), scale.at(9)]).toEqual([0, 0.5, 1]);
  });
});
