import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  CONFORMAL_LEAST,
  type ConformalState,
  conformalFactors,
  learnConformal,
  NO_CONFORMAL,
  widened,
} from "./conformal.ts";
import type { Quantiles } from "./outlook.ts";

const BASE: Quantiles = [-0.02, -0.012, 0.001, 0.012, 0.02];

/** Deterministic returns whose spread is `times` that of BASE: evenly spread normal-like scores, shuffled by a stride. */
function outcomes(count: number, times: number): number[] {
  return Array.from({ length: count }, (_, i) => {
    const u = (((i * 7_919) % count) + 0.5) / count;
    return 0.001 + 0.00936 * times * Math.log(u / (1 - u)) * 0.55;
  });
}

function learned(ys: readonly number[], from: ConformalState = NO_CONFORMAL): ConformalState {
  return ys.reduce((state, y) => learnConformal(state, 1, BASE, y), from);
}

describe("[FC-76] what conformal knows of a series", () => {
  it("changes nothing before a hundred forecasts are scored, to the bit", () => {
    const state = learned(outcomes(CONFORMAL_LEAST - 1, 3));
    expect(state.ln80).toBeGreaterThan(0.05);
    const factors = conformalFactors(state);
    expect(factors).toEqual({ n: 99, factor80: 1, factor95: 1 });
    expect(widened(BASE, factors)).toEqual(BASE);
    expect(conformalFactors(learned([0.05], state)).factor80).toBeGreaterThan(1.05);
  });

  it("goes on from JSON as if it had never stopped", () => {
    const ys = outcomes(400, 1.4);
    const half = JSON.parse(JSON.stringify(learned(ys.slice(0, 200))));
    expect(learned(ys.slice(200), half)).toEqual(learned(ys));
  });
});

describe("[FC-77] rolling conformal learns by what it misses", () => {
  it.each([0.6, 1, 1.6])("covers 80 and 95 %% of returns %f times as wide as foretold", (times) => {
    let state = NO_CONFORMAL;
    let [held80, held95, count] = [0, 0, 0];
    for (const [i, y] of outcomes(20_000, times).entries()) {
      const [low95, low80, , high80, high95] = widened(BASE, conformalFactors(state));
      if (i >= 4_000) {
        count += 1;
        if (y >= low80 && y <= high80) held80 += 1;
        if (y >= low95 && y <= high95) held95 += 1;
      }
      state = learnConformal(state, 1, BASE, y);
    }
    expect(Math.abs(held80 / count - 0.8)).toBeLessThan(0.01);
    expect(Math.abs(held95 / count - 0.95)).toBeLessThan(0.01);
  });

  it("keeps the share of misses as near as its rule promises, whatever comes, while no bound is met", () => {
    const returns = fc.array(fc.double({ min: -0.2, max: 0.2, noNaN: true }), {
      minLength: 50,
      maxLength: 400,
    });
    fc.assert(
      fc.property(returns, (ys) => {
        let state = NO_CONFORMAL;
        let missed = 0;
        for (const y of ys) {
          const factor = Math.exp(state.ln80);
          const [, low, median, high] = BASE;
          if (y < median + factor * (low - median) || y > median + factor * (high - median)) missed += 1;
          state = learnConformal(state, 5, BASE, y);
        }
        const gap = Math.abs(missed / ys.length - 0.2);
        expect(gap).toBeLessThanOrEqual(Math.abs(state.ln80) / (0.002 * ys.length) + 1e-9);
      }),
    );
  });

  it("moves less where forecasts share what comes", () => {
    const once = learnConformal(NO_CONFORMAL, 1, BASE, 0.05);
    const oneOf24 = learnConformal(NO_CONFORMAL, 24, BASE, 0.05);
    expect(once).toEqual({ n: 1, ln80: 0.008, ln95: 0.0095 });
    expect(oneOf24.ln80).toBeCloseTo(0.008 / 24, 15);
  });

  it("stays within its bounds, and reads an interval without width", () => {
    const flat: Quantiles = [0, 0, 0, 0, 0];
    let state = NO_CONFORMAL;
    for (let i = 0; i < 5_000; i++) state = learnConformal(state, 1, flat, 0.01);
    expect(conformalFactors(state).factor80).toBeCloseTo(3, 12);
    expect(widened(flat, conformalFactors(state))).toEqual(flat);
    expect(learnConformal(NO_CONFORMAL, 1, flat, 0).ln80).toBeLessThan(0);
  });
});

describe("[FC-78] widened quantiles", () => {
  it("stay sorted around a median that stays", () => {
    const factor = fc.double({ min: 1 / 3, max: 3, noNaN: true });
    const five = fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: 5, maxLength: 5 });
    fc.assert(
      fc.property(five, factor, factor, (values, factor80, factor95) => {
        const [a = 0, b = 0, c = 0, d = 0, e = 0] = [...values].sort((x, y) => x - y);
        const told = widened([a, b, c, d, e], { n: 100, factor80, factor95 });
        expect(told[2]).toBe(c);
        for (let i = 1; i < 5; i++) expect(told[i]).toBeGreaterThanOrEqual(told[i - 1] ?? Number.NaN);
      }),
    );
  });
});
