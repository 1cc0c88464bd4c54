import { describe, expect, it } from "vitest";
import { arimaOutlook } from "./arima-outlook.ts";
import { type FittedArima, fitArima } from "./fit-arima.ts";
import { seededNormals } from "./test-data/seeded-normals.ts";
import { isUnfit } from "./unfit.ts";

function fitted(closes: readonly number[]): FittedArima {
  const fit = fitArima(closes);
  if (isUnfit(fit)) throw new Error(fit.reason);
  return fit;
}

function refusal(closes: readonly number[]): string {
  const fit = fitArima(closes);
  return isUnfit(fit) ? fit.unfit : "none";
}

const series = (close: (i: number) => number, length = 500) => Array.from({ length }, (_, i) => close(i));

/** Closes of which the d-th differences of logs are the ARMA process. */
function simulated(
  seed: number,
  d: number,
  ar: readonly number[],
  ma: readonly number[],
  mean = 0,
): number[] {
  const normal = seededNormals(seed);
  const shocks: number[] = [];
  let values: number[] = [];
  for (let t = 0; t < 700; t++) {
    shocks.push(0.01 * normal());
    const past = ar.reduce((sum, c, i) => sum + c * ((values[t - 1 - i] ?? mean) - mean), 0);
    const moved = ma.reduce((sum, c, i) => sum + c * (shocks[t - 1 - i] ?? 0), 0);
    values.push(mean + past + moved + (shocks[t] ?? 0));
  }
  values = values.slice(200);
  for (let k = 0; k < d; k++) {
    let sum = 0;
    values = values.map((value) => {
      sum += value;
      return sum;
    });
  }
  return values.map((value) => 100 * Math.exp(value));
}

describe("the order of a process is found again", () => {
  it("[FC-31] [FC-34] a random walk needs one difference, and nothing else", () => {
    const fit = fitted(simulated(11, 1, [], []));
    expect([fit.ar.length, fit.d, fit.ma.length, fit.hasMean]).toEqual([0, 1, 0, false]);
    expect(Math.sqrt(fit.variance)).toBeCloseTo(0.01, 2.5);
  });

  it("[FC-31] [FC-34] a process around a level needs no difference, and has a mean", () => {
    const fit = fitted(simulated(7_919, 0, [0.6], []));
    expect([fit.ar.length, fit.d, fit.ma.length, fit.hasMean]).toEqual([1, 0, 0, true]);
    expect(fit.ar[0]).toBeCloseTo(0.6, 1);
    expect(fit.mean).toBeCloseTo(Math.log(100), 2);
  });

  it("[FC-34] with one difference a drift is kept where it is there, as the mean a bar", () => {
    const fit = fitted(simulated(5, 1, [], [], 0.004));
    expect(fit).toMatchObject({ d: 1, hasMean: true });
    expect(fit.mean).toBeCloseTo(0.004, 3);
  });

  it("[FC-31] a walk whose steps walk needs two, and has no mean", () => {
    expect(fitted(simulated(7_919, 2, [], []))).toMatchObject({ d: 2, hasMean: false, mean: 0 });
  });

  it("[FC-30] only the last 500 closes count", () => {
    const closes = simulated(3, 1, [0.5], []);
    const before = series((i) => 1 + (i % 7));
    expect(fitArima([...before, ...closes])).toEqual(fitArima(closes));
    expect(fitted(closes).n).toBe(500);
  });
});

describe("[FC-35] a series without a model is refused by name", () => {
  it.each([
    ["too_short", "nothing at all", []],
    ["too_short", "two closes", [100, 101]],
    ["too_short", "99 closes", simulated(1, 1, [], []).slice(-99)],
    ["constant", "one price", series(() => 5)],
    ["constant", "growth without chance", series((i) => 100 * 1.01 ** i)],
    ["two_values", "two prices in turn", series((i) => 100 + (i % 2))],
    ["two_values", "one jump", series((i) => (i < 250 ? 100 : 101))],
    ["not_finite", "a NaN", series((i) => (i === 300 ? Number.NaN : 100 + (i % 7)))],
    ["not_finite", "an infinity", series((i) => (i === 499 ? Number.POSITIVE_INFINITY : 100 + (i % 7)))],
    ["not_positive", "a zero", series((i) => (i === 3 ? 0 : 100 + (i % 7)))],
    ["not_positive", "negative prices", series((i) => -1 - (i % 7))],
    ["explosive", "log prices that grow by their own size", explosive(1.05)],
    ["explosive", "log prices that grow a little by their own size", explosive(1.01)],
    ["explosive", "log prices that shrink by their own size", explosive(1.02).map((close) => 1 / close)],
    ["uneven", "prices that explode until nothing else is seen", explosivePrices()],
    [
      "uneven",
      "a market that was halted",
      simulated(2, 1, [], []).map((c, i, all) => (i < 250 ? c : (all[250] ?? c))),
    ],
  ] as const)("%s: %s", (code, _, closes) => {
    expect(refusal(closes)).toBe(code);
  });

  it("which a forecast does too, of closes that came after the fit", () => {
    const closes = simulated(4, 1, [0.3], []);
    const fit = fitted(closes);
    expect(arimaOutlook(fit, [...closes.slice(1), Number.NaN], [1])).toMatchObject({ unfit: "not_finite" });
    expect(arimaOutlook(fit, closes.slice(0, 50), [1])).toMatchObject({ unfit: "too_short" });
  });
});

function explosive(rate: number): number[] {
  const normal = seededNormals(8);
  let level = 0;
  return series(() => {
    level = rate * level + 1e-10 * normal();
    return Math.exp(level);
  });
}

function explosivePrices(): number[] {
  const normal = seededNormals(8);
  let price = 100;
  return series(() => {
    price = 1.05 * price + normal();
    return price;
  });
}

describe("what a fitted model says", () => {
  it("[FC-37] of a random walk: the last close, and a deviation that grows by the root of the horizon", () => {
    const closes = simulated(11, 1, [], []);
    const outlook = arimaOutlook(fitted(closes), closes, [1, 4]);
    if (isUnfit(outlook)) throw new Error(outlook.reason);
    const [near, far] = outlook.horizons.map(({ quantiles }) => quantiles ?? []);
    expect(near?.[2]).toBe(0);
    expect(near?.[4]).toBeCloseTo(1.96 * Math.sqrt(fitted(closes).variance), 6);
    expect((far?.[4] ?? 0) / (near?.[4] ?? 0)).toBeCloseTo(2, 9);
    expect(near?.[0]).toBeCloseTo(-(near?.[4] ?? 0), 12);
  });

  it("[FC-37] nothing of the variance within bars, and no probabilities of its own", () => {
    const closes = simulated(11, 1, [], []);
    expect(arimaOutlook(fitted(closes), closes, [5])).toMatchObject({
      horizons: [{ horizon: 5, variance: null }],
      probabilities: null,
    });
  });

  it("[FC-36] its parameters survive being stored as JSON", () => {
    const closes = simulated(6, 1, [0.5], [0.4]);
    const fit = fitted(closes);
    const stored: FittedArima = JSON.parse(JSON.stringify(fit));
    expect(JSON.stringify(fit).length).toBeLessThan(500);
    expect(arimaOutlook(stored, closes, [1, 5, 24])).toEqual(arimaOutlook(fit, closes, [1, 5, 24]));
  });
});
