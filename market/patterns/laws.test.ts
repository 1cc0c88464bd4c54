import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { randomBars } from "../../tests/support/random-bars.ts";
import { digestOf } from "../features/test-data/golden.ts";
import type { PriceBar } from "../indicators/kernel.ts";
import { initPatterns, PATTERN_LEAD, PATTERN_VERSION, stepFindings, stepPatterns } from "./pattern-engine.ts";
import { findingsFrom } from "./pattern-series.ts";
import { GOLDEN_PATTERNS, goldenDetections } from "./test-data/golden.ts";
import { madeBars } from "./test-data/made-bars.ts";

function fold(bars: readonly PriceBar[]) {
  const state = initPatterns();
  return bars.map((bar) => stepPatterns(state, bar));
}

const check = (law: (bars: PriceBar[], cut: number) => void) =>
  fc.assert(
    fc.property(randomBars(1, 90), fc.nat(90), (bars, cut) => law(bars, Math.min(cut, bars.length))),
    { numRuns: 100 },
  );

describe("the pattern engine", () => {
  it("[PAT-3] goes on from a state that went through JSON as if nothing had been", () =>
    check((bars, cut) => {
      const first = initPatterns();
      for (const bar of bars.slice(0, cut)) stepPatterns(first, bar);
      const second: typeof first = JSON.parse(JSON.stringify(first));
      expect(second).toEqual(first);
      expect(bars.slice(cut).map((bar) => stepPatterns(second, bar))).toEqual(fold(bars).slice(cut));
    }));

  it("[PAT-4] tells of a bar what no later bar changes", () =>
    check((bars, cut) => {
      expect(fold(bars.slice(0, cut))).toEqual(fold(bars).slice(0, cut));
    }));

  it("[PAT-3] says the same of a bar, and has the same state, wherever it began before its lead", () => {
    const bars = madeBars(900);
    const whole = fold(bars);
    const state = initPatterns();
    for (const bar of bars) stepPatterns(state, bar);
    for (let from = 0; from + PATTERN_LEAD < bars.length; from += 7) {
      expect(fold(bars.slice(from)).slice(PATTERN_LEAD), `from ${from}`).toEqual(
        whole.slice(from + PATTERN_LEAD),
      );
    }
    const late = initPatterns();
    // Of the lead the averages of the first bars are still others.
    for (const bar of bars.slice(-2 * PATTERN_LEAD - 1)) stepPatterns(late, bar);
    expect(late).toEqual(state);
  });

  it("[PAT-3] says of a part of a series what it says of it all", () =>
    check((bars, cut) => {
      const state = initPatterns();
      const whole = bars.map((bar) => stepFindings(state, bar));
      expect(findingsFrom(bars, cut)).toEqual(whole.slice(cut));
    }));

  it("[PAT-6] [PAT-7] gives whole strengths from 1 to 100, and a sentence", () =>
    check((bars) => {
      for (const { strength, description } of fold(bars).flat()) {
        expect(Number.isInteger(strength) && strength >= 1 && strength <= 100).toBe(true);
        expect(description).toMatch(/^[A-Z][^.]*( of \d+(\.\d)? %)?[^%]*\.$/);
        expect(description).not.toMatch(/NaN|undefined|Infinity|null/);
      }
    }));

  it("[PAT-6] moves strength by volume, never detection", () =>
    check((bars) => {
      const loud = bars.map((bar) => ({ ...bar, volume: 1 }));
      const ids = (found: ReturnType<typeof fold>) => found.map((list) => list.map(({ pattern }) => pattern));
      expect(ids(fold(loud))).toEqual(ids(fold(bars)));
    }));

  it("[PAT-10] has another version where anything comes out differently", () => {
    expect(digestOf(goldenDetections())).toBe(GOLDEN_PATTERNS[PATTERN_VERSION]);
  });
});
