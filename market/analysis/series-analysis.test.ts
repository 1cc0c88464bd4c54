import { describe, expect, it } from "vitest";
import type { PriceBar } from "../indicators/kernel.ts";
import type { SignalEvent } from "../signals/signal.ts";
import {
  analyse,
  analysisNeededFrom,
  type BarAnalysis,
  barOutcome,
  currentDecision,
  foldBar,
  generate,
  initAnalysis,
  peekValues,
  runningSignal,
  type SeriesAnalysis,
} from "./series-analysis.ts";
import { trendingBars } from "./test-data/trending-bars.ts";

const START = Date.UTC(2023, 0, 1);
const BARS = trendingBars(7, "1h", START, 7_000)
  // A gap of some hours, and single missing bars.
  .filter((_, i) => !(i > 5_000 && i < 5_040) && i % 997 !== 3);

function step(state: SeriesAnalysis, bar: PriceBar): BarAnalysis {
  const outcome = barOutcome(state, bar);
  const told = analyse(state, bar);
  return { ...told, events: [...outcome, ...told.events] };
}

function run(bars: readonly PriceBar[]): BarAnalysis[] {
  const state = initAnalysis("AAAUSDT", "1h");
  return bars.map((bar) => step(state, bar));
}

const WHOLE = run(BARS);
const EVENTS = WHOLE.flatMap(({ events }) => events);
const copy = <T>(value: T): T => JSON.parse(JSON.stringify(value));

describe("the analysis of a series", () => {
  it("[SIG-70] issues signals and ends them: what follows is not about nothing", () => {
    const kinds = new Map<string, number>();
    for (const { kind } of EVENTS) kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
    expect(kinds.get("issued")).toBeGreaterThan(50);
    expect(kinds.get("closed")).toBeGreaterThan(40);
    expect(kinds.get("target")).toBeGreaterThan(20);
  });

  it("[SIG-70] goes on to the same from its state as JSON, at any bar", () => {
    for (const at of [1, 500, 2_047, 4_999]) {
      const state = initAnalysis("AAAUSDT", "1h");
      for (const bar of BARS.slice(0, at)) step(state, bar);
      const restored = copy(state);
      expect(restored).toEqual(state);
      const rest = BARS.slice(at, at + 150).map((bar) => step(restored, bar));
      expect(rest).toEqual(WHOLE.slice(at, at + 150));
    }
  });

  it("[SIG-71] folded again from the bars that are needed, with the saved book, it goes on to the same", () => {
    for (const at of [3_000, 4_985, 5_030, 6_144, 6_700]) {
      const state = initAnalysis("AAAUSDT", "1h");
      for (const bar of BARS.slice(0, at)) step(state, bar);
      const openTime = BARS[at]?.openTime ?? 0;
      const from = analysisNeededFrom("1h", openTime);
      const again = initAnalysis("AAAUSDT", "1h", copy(state.book));
      for (const bar of BARS.slice(0, at)) if (bar.openTime >= from) foldBar(again, bar);
      const rest = BARS.slice(at, at + 100).map((bar) => comparable(step(again, bar)));
      expect(rest).toEqual(WHOLE.slice(at, at + 100).map(comparable));
    }
  });

  it("[SIG-72] no decision and no event changes when later bars are added", () => {
    for (const length of [300, 2_100]) expect(run(BARS.slice(0, length))).toEqual(WHOLE.slice(0, length));
  });

  it("[SIG-73] the bar that forms is told without a trace", () => {
    const state = initAnalysis("AAAUSDT", "1h");
    BARS.slice(0, 2_050).forEach((bar, i) => {
      if (i > 2_040) {
        const before = copy(state);
        expect(peekValues(state, bar)).toEqual(WHOLE[i]?.values);
        expect(state).toEqual(before);
      }
      step(state, bar);
    });
  });

  it("[SIG-44] what is generated is what the bar decided, once", () => {
    const at = WHOLE.findIndex(({ events }) => events.some(({ kind }) => kind === "issued"));
    const state = initAnalysis("AAAUSDT", "1h");
    for (const bar of BARS.slice(0, at + 1)) foldBar(state, bar);
    expect(currentDecision(state)).toEqual(WHOLE[at]?.decision);
    expect(generate(state).events).toEqual(WHOLE[at]?.events.filter(({ kind }) => kind === "issued"));
    expect(generate(state).events).toEqual([]);
    expect(runningSignal(state)?.id).toBe(`AAAUSDT:1h:${BARS[at]?.openTime}`);
  });

  it("[SIG-40] at most one signal runs, and each ends once", () => {
    let running: string | null = null;
    const ended = new Set<string>();
    for (const event of EVENTS satisfies SignalEvent[]) {
      const { id } = event.signal;
      if (event.kind === "issued") {
        expect(running).toBeNull();
        running = id;
      } else {
        expect(running).toBe(id);
        if (event.kind !== "target") {
          expect(ended.has(id)).toBe(false);
          ended.add(id);
          running = null;
        }
      }
    }
  });

  it("refuses a bar that is not after the last one", () => {
    const state = initAnalysis("AAAUSDT", "1h");
    const [first, second] = BARS as [PriceBar, PriceBar];
    foldBar(state, second);
    expect(() => foldBar(state, first)).toThrow(RangeError);
    expect(() => analyse(state, second)).toThrow(RangeError);
  });
});

/** Without the balance that counts from far before the bars that are needed. */
function comparable({ values, ...told }: BarAnalysis) {
  const { obv: _obv, ...rest } = values;
  return { ...told, values: rest };
}
