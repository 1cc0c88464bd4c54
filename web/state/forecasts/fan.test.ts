import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Quantiles } from "../../../market/forecast/outlook.ts";
import { fanPath } from "./fan.ts";

const NEAR: Quantiles = [-0.02, -0.01, 0.001, 0.012, 0.022];
const FAR: Quantiles = [-0.05, -0.03, -0.002, 0.03, 0.06];

const quantiles = fc
  .array(fc.double({ min: -0.3, max: 0.3, noNaN: true }), { minLength: 5, maxLength: 5 })
  .map((values): Quantiles => {
    const [a = 0, b = 0, c = 0, d = 0, e = 0] = values.toSorted((x, y) => x - y);
    return [a, b, c, d, e];
  });

describe("the fan of a forecast", () => {
  it("[FC-140] starts at the close and has each horizon's own quantiles", () => {
    const points = fanPath(200, [
      { horizon: 1, quantiles: NEAR },
      { horizon: 5, quantiles: FAR },
    ]);
    expect(points[0]).toEqual({ ahead: 0, prices: [200, 200, 200, 200, 200], isForecast: false });
    const told = points.filter(({ isForecast }) => isForecast);
    expect(told.map(({ ahead }) => ahead)).toEqual([1, 5]);
    expect(told.map(({ prices }) => prices.map((price) => Math.log(price / 200)))).toEqual([
      NEAR.map((value) => expect.closeTo(value, 12)),
      FAR.map((value) => expect.closeTo(value, 12)),
    ]);
  });

  it("[FC-140] opens with the square root of time", () => {
    const points = fanPath(1, [{ horizon: 4, quantiles: [-0.2, -0.1, 0, 0.1, 0.2] }]);
    const quarter = points.find(({ ahead }) => ahead === 1);
    expect(quarter?.prices.map(Math.log)).toEqual(
      [-0.1, -0.05, 0, 0.05, 0.1].map((value) => expect.closeTo(value, 12)),
    );
  });

  it("[FC-140] never crosses itself and never goes back in time", () => {
    fc.assert(
      fc.property(quantiles, quantiles, (near, far) => {
        const points = fanPath(10, [
          { horizon: 1, quantiles: near },
          { horizon: 5, quantiles: far },
        ]);
        for (const [index, { ahead, prices }] of points.entries()) {
          expect(ahead).toBeGreaterThan(points[index - 1]?.ahead ?? -1);
          for (const [level, price] of prices.entries()) {
            expect(price).toBeGreaterThanOrEqual((prices[level - 1] ?? 0) * (1 - 1e-12));
          }
        }
      }),
    );
  });

  it("is empty where nothing is forecast", () => {
    expect(fanPath(10, [])).toEqual([]);
  });
});
