import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { arimaOutlook, outlookAfter } from "./arima-outlook.ts";
import type { ArmaModel } from "./arma.ts";
import { differenced } from "./difference.ts";
import { runFilter, stepFilter } from "./filter.ts";
import { filterArima, stepArima } from "./filter-arima.ts";
import { fitArima } from "./fit-arima.ts";
import { forecastSeries } from "./forecast-arma.ts";
import { logLikelihood } from "./likelihood.ts";
import { freeOf, hasRootsBeyond, stationaryCoefficients } from "./partial.ts";
import { seededNormals } from "./test-data/seeded-normals.ts";
import { isUnfit } from "./unfit.ts";

const free = (most: number, edge: number) =>
  fc.array(fc.double({ min: -edge, max: edge, noNaN: true }), { maxLength: most });

/** Stationary and invertible ones whose roots keep away from the circle. */
const model: fc.Arbitrary<ArmaModel> = fc
  .record({
    ar: free(5, 1.2),
    ma: free(5, 1.2),
    mean: fc.double({ min: -3, max: 3, noNaN: true }),
    variance: fc.double({ min: 1e-6, max: 4, noNaN: true }),
  })
  .map(({ ar, ma, mean, variance }) => ({
    ar: [...stationaryCoefficients(ar)],
    ma: [...stationaryCoefficients(ma)].map((c) => -c),
    mean,
    variance,
  }));

/** ψ_0 … of 1 + ψ_1 B + … = θ(B) / φ(B). */
function impulses({ ar, ma }: Pick<ArmaModel, "ar" | "ma">, count: number): number[] {
  const psi: number[] = [];
  for (let t = 0; t < count; t++) {
    const own = t === 0 ? 1 : (ma[t - 1] ?? 0);
    psi.push(ar.reduce((sum, c, i) => sum + c * (psi[t - 1 - i] ?? 0), own));
  }
  return psi;
}

const normals = (seed: number, length: number) => Float64Array.from({ length }, seededNormals(seed));

/** Prices of many kinds: walks, levels, ticks, jumps, idle stretches. */
const closes = fc
  .record({
    seed: fc.integer({ min: 1, max: 1e6 }),
    length: fc.integer({ min: 100, max: 400 }),
    pull: fc.constantFrom(0, 0.01, 0.3, 1),
    step: fc.constantFrom(1e-5, 1e-2, 0.3),
    tick: fc.constantFrom(0, 0.01, 1),
    idle: fc.constantFrom(0, 0.3, 0.9),
    jump: fc.constantFrom(0, 2),
  })
  .map(({ seed, length, pull, step, tick, idle, jump }) => {
    const normal = seededNormals(seed);
    let level = 0;
    return Array.from({ length }, (_, i) => {
      if (Math.abs(normal()) > idle) level = level * (1 - pull) + step * normal() + (i === 60 ? jump : 0);
      const price = 100 * Math.exp(level);
      return tick === 0 ? price : Math.max(tick, Math.round(price / tick) * tick);
    });
  });

describe("[FC-33] coefficients of free numbers", () => {
  it("are stationary wherever the numbers are, and tell them again", () => {
    fc.assert(
      fc.property(free(5, 1e9), (numbers) => {
        const coefficients = stationaryCoefficients(numbers);
        expect([...coefficients].every(Number.isFinite)).toBe(true);
        const inner = stationaryCoefficients(numbers.map((x) => x / 1e9));
        expect(hasRootsBeyond(inner, 1)).toBe(true);
        freeOf(inner, 1).forEach((x, i) => {
          expect(x).toBeCloseTo((numbers[i] ?? 0) / 1e9, 6);
        });
      }),
    );
  });

  it("let shocks die out", () => {
    fc.assert(
      fc.property(model, (one) => {
        expect(Math.abs(impulses(one, 4_000).at(-1) ?? 1)).toBeLessThan(1e-3);
        expect(Math.abs(impulses({ ar: one.ma.map((c) => -c), ma: [] }, 4_000).at(-1) ?? 1)).toBeLessThan(
          1e-3,
        );
      }),
    );
  });
});

describe("[FC-32] the likelihood", () => {
  it("is the normal density of the whole series, by its covariances", () => {
    fc.assert(
      fc.property(model, fc.integer({ min: 1, max: 1e6 }), (one, seed) => {
        const series = normals(seed, 12);
        expect(logLikelihood(one, series)).toBeCloseTo(density(one, series), 5);
      }),
    );
  });
});

/** By the covariance matrix Σ ψ_k ψ_(k+lag), and its Cholesky factor. */
function density(one: ArmaModel, series: Float64Array): number {
  const psi = impulses(one, 3_000);
  const n = series.length;
  const covariance = Array.from({ length: n }, (_, lag) => {
    return one.variance * psi.reduce((sum, x, k) => sum + x * (psi[k + lag] ?? 0), 0);
  });
  const factor: number[][] = [];
  const rest: number[] = [];
  let total = 0;
  for (let i = 0; i < n; i++) {
    const row: number[] = [];
    for (let j = 0; j <= i; j++) {
      const other = j === i ? row : (factor[j] ?? []);
      const sum =
        (covariance[i - j] ?? 0) - row.reduce((s, x, k) => (k < j ? s + x * (other[k] ?? 0) : s), 0);
      row.push(j === i ? Math.sqrt(sum) : sum / (other[j] ?? 1));
    }
    factor.push(row);
    const own = row[i] ?? 1;
    const value = (series[i] ?? 0) - one.mean - rest.reduce((s, x, k) => s + x * (row[k] ?? 0), 0);
    rest.push(value / own);
    total += Math.log(2 * Math.PI) + 2 * Math.log(own) + (value / own) ** 2;
  }
  return -total / 2;
}

describe("[FC-36] the filter", () => {
  it("stopped, stored and gone on with says the same bits", () => {
    fc.assert(
      fc.property(model, fc.integer({ min: 1, max: 1e6 }), fc.nat(80), (one, seed, cut) => {
        const series = normals(seed, 80);
        const stored = JSON.parse(JSON.stringify(runFilter(one, series.subarray(0, cut))));
        expect(stepFilter(one, stored, series.subarray(cut))).toEqual(runFilter(one, series));
      }),
    );
  });

  it("close by close is the filter of the window, and so is its forecast", () => {
    fc.assert(
      fc.property(closes, fc.integer({ min: 0, max: 2 }), (prices, d) => {
        const fit = {
          ...{ ar: [0.4, -0.2], ma: [0.3], mean: 1e-3, variance: 1e-4 },
          ...{ d, hasMean: true, logLikelihood: 0, aicc: 0, n: prices.length },
        };
        const more = [...prices, 101, 99.5, 103];
        let filtered = filterArima(fit, prices);
        for (const close of [101, 99.5, 103]) {
          if (isUnfit(filtered)) throw new Error(filtered.reason);
          filtered = stepArima(fit, filtered, close);
        }
        if (isUnfit(filtered)) throw new Error(filtered.reason);
        expect(filtered).toEqual(filterArima(fit, more));
        expect(outlookAfter(fit, filtered, [1, 5, 24])).toEqual(arimaOutlook(fit, more, [1, 5, 24]));
      }),
      { numRuns: 30 },
    );
  });
});

describe("[FC-37] forecasts", () => {
  it("of a level come to rest at its mean and its variance", () => {
    fc.assert(
      fc.property(model, fc.integer({ min: 1, max: 1e6 }), (one, seed) => {
        const { mean, variance } = forecastSeries(one, runFilter(one, normals(seed, 60)), [], 3_000);
        const whole = impulses(one, 3_000).reduce((sum, x) => sum + x * x, 0) * one.variance;
        expect(mean.at(-1)).toBeCloseTo(one.mean, 3);
        expect((variance.at(-1) ?? 0) / whole).toBeCloseTo(1, 5);
        // But for rounding it never falls.
        expect(variance.every((x, h) => x >= (variance[h - 1] ?? 0) * (1 - 1e-9))).toBe(true);
      }),
      { numRuns: 40 },
    );
  });

  it("of sums are the sums of forecasts", () => {
    fc.assert(
      fc.property(model, fc.integer({ min: 1, max: 1e6 }), (one, seed) => {
        const levels = normals(seed, 60);
        const steps = forecastSeries(one, runFilter(one, differenced(levels, 1)), [], 24).mean;
        const sums = forecastSeries(
          one,
          runFilter(one, differenced(levels, 1)),
          [levels.at(-1) ?? 0],
          24,
        ).mean;
        let level = levels.at(-1) ?? 0;
        sums.forEach((sum, h) => {
          level += steps[h] ?? 0;
          expect(sum).toBeCloseTo(level, 9);
        });
      }),
      { numRuns: 40 },
    );
  });
});

describe("fits of whatever comes", () => {
  it("[FC-33] [FC-35] are stationary, invertible and finite, or refused by name; nothing is thrown", () => {
    fc.assert(
      fc.property(closes, (prices) => {
        const fit = fitArima(prices);
        if (isUnfit(fit)) {
          expect(fit.reason).not.toBe("");
          return;
        }
        expect(hasRootsBeyond(fit.ar, 1)).toBe(true);
        expect(
          hasRootsBeyond(
            fit.ma.map((c) => -c),
            1,
          ),
        ).toBe(true);
        expect(fit.variance).toBeGreaterThan(0);
        const outlook = arimaOutlook(fit, prices, [1, 5, 24]);
        if (isUnfit(outlook)) throw new Error(outlook.reason);
        for (const { quantiles } of outlook.horizons) {
          expect(quantiles?.every(Number.isFinite)).toBe(true);
          expect(quantiles).toEqual(quantiles?.toSorted((a, b) => a - b));
        }
      }),
      { numRuns: 25 },
    );
  });

  it("[FC-34] do not depend on the unit of the price", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1e6 }), fc.constantFrom(1e-6, 0.37, 1_000), (seed, unit) => {
        let level = 0;
        let before = 0;
        const prices = [...normals(seed, 300)].map((shock) => {
          level += 0.01 * (shock + 0.5 * before);
          before = shock;
          return Math.exp(level);
        });
        const [one, other] = [fitArima(prices), fitArima(prices.map((close) => close * unit))];
        if (isUnfit(one) || isUnfit(other)) throw new Error("unfit");
        expect([other.ar.length, other.d, other.ma.length]).toEqual([one.ar.length, one.d, one.ma.length]);
        expect(other.logLikelihood).toBeCloseTo(one.logLikelihood, 3);
        expect(other.variance / one.variance).toBeCloseTo(1, 4);
      }),
      { numRuns: 10 },
    );
  });
});
