import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { randomBars } from "../../tests/support/random-bars.ts";
import { columnsOf, valueAt } from "./columns.ts";
import { fold, foldLast, peek } from "./fold.ts";
import type { PriceBar, Settling, Value } from "./kernel.ts";
import { INDICATORS } from "./registry.ts";
import { copyState } from "./state.ts";
import { parameterSets } from "./test-data/parameter-sets.ts";

function numbersOf(value: Value): Readonly<Record<string, number>> {
  return typeof value === "number" ? { value } : value;
}

/** How far two values lie apart, as a part of their size, or of 1. */
function distance(a: Value | null, b: Value | null): number {
  if (a === null || b === null) return a === b ? 0 : Number.POSITIVE_INFINITY;
  if (typeof a === "number" || typeof b === "number")
    return typeof a === typeof b
      ? Math.abs(Number(a) - Number(b)) / Math.max(1, Math.abs(Number(b)))
      : Infinity;
  return Math.max(...Object.keys(b).map((name) => distance(a[name] ?? null, b[name] ?? null)));
}

/** The first bar of a fold at which its beginning no longer matters. */
function settledAt(settling: Settling, bars: readonly PriceBar[]): number {
  if (settling === "never") return 0;
  if ("bars" in settling) return settling.bars - 1;
  const day = (bar: PriceBar) => Math.floor(bar.openTime / settling.ms);
  return bars.findIndex((bar) => bars[0] !== undefined && day(bar) > day(bars[0]));
}

/** Parameters that need not be whole. */
const FACTORS = new Set(["deviations", "multiplier", "threshold"]);

const CASES = INDICATORS.flatMap((kernel) =>
  parameterSets(kernel).map((parameters) => ({ id: kernel.id, kernel, parameters })),
);

describe.each(CASES)("$id $parameters", ({ kernel, parameters }) => {
  const check = (law: (bars: PriceBar[], cut: number) => void) =>
    fc.assert(
      fc.property(randomBars(1, 90), fc.nat(90), (bars, cut) => law(bars, Math.min(cut, bars.length))),
      { numRuns: 40 },
    );

  it("[IND-1] goes on from a state that went through JSON as if nothing had been", () =>
    check((bars, cut) => {
      const whole = fold(kernel, parameters, bars);
      const first = kernel.init(parameters);
      for (const bar of bars.slice(0, cut)) kernel.step(first, bar);
      const second: object = JSON.parse(JSON.stringify(first));
      expect(second).toEqual(first);
      expect(bars.slice(cut).map((bar) => kernel.step(second, bar))).toEqual(whole.slice(cut));
    }));

  it("[IND-3] tells no value before its warm-up is over, and depends on no later bar", () =>
    check((bars, cut) => {
      const whole = fold(kernel, parameters, bars);
      expect(whole.slice(0, kernel.warmUp(parameters) - 1).every((value) => value === null)).toBe(true);
      expect(fold(kernel, parameters, bars.slice(0, cut))).toEqual(whole.slice(0, cut));
    }));

  it("[IND-3] has a value at the end of its warm-up in a market that trades", () => {
    const bars = Array.from({ length: kernel.warmUp(kernel.defaults) }, (_, i) => ({
      openTime: 1_700_000_000_000 + i * 60_000,
      open: 100 + i,
      high: 102 + i,
      low: 99 + i,
      close: 101 + i,
      volume: 1 + (i % 3),
    }));
    const values = fold(kernel, kernel.defaults, bars);
    expect(values.findIndex((value) => value !== null)).toBe(bars.length - 1);
  });

  it("[IND-4] tells a forming bar's value as often as asked, and forgets it", () =>
    check((bars) => {
      const last = bars.at(-1);
      if (last === undefined) return;
      const state = kernel.init(parameters);
      for (const bar of bars.slice(0, -1)) kernel.step(state, bar);
      const before = copyState(state);
      const forming = { ...last, close: last.low, volume: last.volume + 1 };
      const value = peek(kernel, state, forming);
      expect(peek(kernel, state, forming)).toEqual(value);
      expect(state).toEqual(before);
      expect(kernel.step(state, last)).toEqual(fold(kernel, parameters, bars).at(-1));
      expect(kernel.step(before, forming)).toEqual(value);
    }));

  it("[IND-3] is computed in columns to the bits of the fold of its steps", () =>
    check((bars) => {
      const columns = kernel.batch(parameters, columnsOf(bars));
      const values = fold(kernel, parameters, bars);
      expect(bars.map((_, i) => valueAt(columns, i))).toEqual(values);
      for (const [name, column] of Object.entries(columns)) {
        const numbers = values.map((value) => (value === null ? Number.NaN : numbersOf(value)[name]));
        expect([...column], name).toEqual(numbers);
      }
    }));

  it("[IND-5] is a value of its last bars alone, where it says so", () =>
    check((bars) => {
      if (!kernel.forgets) return;
      const from = Math.max(0, bars.length - kernel.warmUp(parameters));
      const [window, whole] = [
        foldLast(kernel, parameters, bars, from, bars.length),
        fold(kernel, parameters, bars).at(-1),
      ];
      expect(distance(window, whole ?? null)).toBeLessThan(1e-12);
    }));

  it("[IND-10] tells when it no longer matters where a fold began", () => {
    const settling = kernel.settles(parameters);
    const length = 100 + (settling !== "never" && "bars" in settling ? settling.bars : 0);
    const [minutes = []] = fc.sample(randomBars(length, length), { numRuns: 1, seed: 10 });
    // Half an hour a bar instead of a minute, so that days end.
    const bars = minutes.map((bar) => ({ ...bar, openTime: bar.openTime * 30 }));
    const cut = 30;
    const early = fold(kernel, parameters, bars);
    const late = fold(kernel, parameters, bars.slice(cut));
    const settled = settledAt(settling, bars.slice(cut));
    const apart = late.map((value, i) => distance(value, early[cut + i] ?? null));
    if (settling === "never") expect(Math.max(...apart.slice(-20))).toBeGreaterThan(1e-9);
    else expect(Math.max(...apart.slice(settled))).toBeLessThan(1e-9);
    expect(apart.length - settled).toBeGreaterThan(20);
  });

  it("[IND-7] tells finite numbers only", () =>
    check((bars) => {
      for (const value of fold(kernel, parameters, bars)) {
        expect(Object.values(value === null ? {} : numbersOf(value)).every(Number.isFinite)).toBe(true);
      }
    }));

  it.each(Object.keys(kernel.defaults))("[IND-8] refuses a bad %s", (name) => {
    for (const bad of [0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY, 100_000]) {
      if (FACTORS.has(name) && bad === 1.5) continue;
      expect(() => kernel.init({ ...kernel.defaults, [name]: bad }), `${name} = ${bad}`).toThrow(RangeError);
    }
  });
});
