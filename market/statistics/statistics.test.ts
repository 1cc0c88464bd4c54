import { describe, expect, it } from "vitest";
import { dickeyFuller } from "./dickey-fuller.ts";
import { leastSquares } from "./least-squares.ts";
import { engleGrangerCritical, engleGrangerP } from "./mackinnon.ts";
import { momentsOf } from "./moments.ts";
import { normalDistribution } from "./normal.ts";
import { reduce } from "./orthogonal.ts";
import { sortedQuantile } from "./quantile.ts";

describe("the normal distribution", () => {
  it("is what tables say, in the middle and in the tails", () => {
    // As SciPy tells them.
    const known = [
      [0, 0.5],
      [1, 0.8413447460685429],
      [-1.96, 0.024997895148220435],
      [-3.999, 3.180534005420198e-5],
      [-4.001, 3.153767893352071e-5],
      [-8, 6.22096057427174e-16],
      [5, 0.9999997133484281],
    ] as const;
    for (const [x, wanted] of known) {
      expect(Math.abs(normalDistribution(x) / wanted - 1), String(x)).toBeLessThan(1e-10);
    }
    expect(normalDistribution(-1.96)).toBeCloseTo(0.024997895148220435, 15);
  });

  it("does not jump where its two forms meet", () => {
    const step = normalDistribution(-4 + 1e-9) - normalDistribution(-4 - 1e-9);
    expect(step).toBeGreaterThan(0);
    expect(step).toBeLessThan(1e-12);
  });
});

describe("[PAIR-20] MacKinnon's response surface", () => {
  it("falls with the statistic, from one to nought, and meets its own critical values", () => {
    let last = 1.1;
    for (let statistic = 1; statistic > -19; statistic -= 0.05) {
      const p = engleGrangerP(statistic);
      expect(p).toBeLessThanOrEqual(last);
      last = p;
    }
    expect(engleGrangerP(0.93)).toBe(1);
    expect(engleGrangerP(-19)).toBe(0);
    const critical = engleGrangerCritical(1e9);
    expect(engleGrangerP(critical["1%"])).toBeCloseTo(0.01, 3);
    expect(engleGrangerP(critical["5%"])).toBeCloseTo(0.05, 2);
    expect(engleGrangerP(critical["10%"])).toBeCloseTo(0.1, 2);
  });
});

describe("[PAIR-9] moments", () => {
  it("of a far origin lose nothing, and of equal numbers have a variance of exactly nought", () => {
    const sample = [1, 2, 4, 8, 9];
    const near = momentsOf(Float64Array.from(sample));
    const far = momentsOf(Float64Array.from(sample, (x) => x + 2 ** 40));
    expect(near.variance).toBeCloseTo(12.7, 12);
    expect(far.variance).toBe(near.variance);
    expect(far.skewness).toBe(near.skewness);
    const same = momentsOf(new Float64Array(50).fill(0.1));
    expect(same).toEqual({ mean: 0.1, variance: 0, skewness: null, kurtosis: null });
  });
});

describe("orthogonal reduction", () => {
  it("tells the residuals of every leading set of columns", () => {
    const ones = () => new Float64Array(4).fill(1);
    const line = () => Float64Array.of(0, 1, 2, 3);
    const y = () => Float64Array.of(1, 3, 2, 5);
    const { residuals } = reduce([ones(), line()], y());
    expect(residuals[0]).toBeCloseTo(39, 12);
    expect(residuals[1]).toBeCloseTo(8.75, 12);
    expect(residuals[2]).toBeCloseTo(2.7, 12);
  });

  it("of a column that depends on another leaves nearly nothing on the diagonal", () => {
    const column = () => Float64Array.of(1, 2, 3, 5);
    const { diagonal } = reduce([column(), column()], Float64Array.of(1, 0, 0, 1));
    expect(Math.abs(diagonal[1] ?? 1)).toBeLessThan(1e-14);
  });
});

describe("[PAIR-20] the Dickey-Fuller test", () => {
  it("is null where the differences tell nothing", () => {
    expect(dickeyFuller(new Float64Array(100))).toBeNull();
    expect(dickeyFuller(Float64Array.of(1))).toBeNull();
  });
});

describe("least squares", () => {
  const ones = new Float64Array(4).fill(1);
  const line = Float64Array.of(0, 1, 2, 3);

  it("finds the coefficients, and leaves what it was given as it is", () => {
    const y = Float64Array.of(1, 3, 2, 5);
    const [constant, slope] = leastSquares([ones, line], y) ?? [];
    expect(constant).toBeCloseTo(1.1, 14);
    expect(slope).toBeCloseTo(1.1, 14);
    expect([...y, ...line]).toEqual([1, 3, 2, 5, 0, 1, 2, 3]);
  });

  it("of columns that depend on each other, or too few rows, finds none", () => {
    expect(leastSquares([ones, line, line], line)).toBeNull();
    expect(leastSquares([ones, new Float64Array(4)], line)).toBeNull();
    expect(leastSquares([Float64Array.of(1), Float64Array.of(2)], Float64Array.of(1))).toBeNull();
  });
});

describe("quantiles of type 7", () => {
  it("lie between the numbers in proportion", () => {
    const sorted = Float64Array.of(1, 2, 4, 8);
    expect([0, 0.5, 0.75, 1].map((level) => sortedQuantile(sorted, level))).toEqual([1, 3, 5, 8]);
    expect(sortedQuantile(Float64Array.of(5), 0.3)).toBe(5);
    expect(sortedQuantile(new Float64Array(0), 0.3)).toBeNaN();
  });
});
