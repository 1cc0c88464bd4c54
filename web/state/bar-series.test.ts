import { describe, expect, it } from "vitest";
import { type BarSeries, bounded, diffSeries, mergeHistory, mergeLive, missingBefore } from "./bar-series.ts";
import type { ViewBar } from "./wire.ts";

const MINUTE = 60_000;

function bar(minute: number, more: Partial<ViewBar> = {}): ViewBar {
  const openTime = minute * MINUTE;
  return {
    openTime,
    closeTime: openTime + MINUTE - 1,
    open: 1,
    high: 2,
    low: 1,
    close: 2,
    volume: 1,
    quoteVolume: 2,
    n: 3,
    final: true,
    revision: 0,
    source: "trades",
    ...more,
  };
}

const minutes = (series: BarSeries) => series.map((one) => one.openTime / MINUTE);

describe("a series of history and live bars", () => {
  it("is sorted and holds each time once, whichever of REST and stream comes first", () => {
    const history = [bar(1), bar(2), bar(3), bar(4, { final: false })];
    const live = [bar(3), bar(4), bar(5, { final: false })];
    const historyFirst = mergeLive(mergeHistory([], history), live);
    const liveFirst = mergeHistory(mergeLive([], live), history);
    expect(minutes(historyFirst)).toEqual([1, 2, 3, 4, 5]);
    expect(liveFirst).toEqual(historyFirst);
    expect(historyFirst.map((one) => one.final)).toEqual([true, true, true, true, false]);
  });

  it("replaces a forming bar by each newer forming one and by the final one", () => {
    const forming = bar(1, { final: false, close: 5 });
    const newer = bar(1, { final: false, close: 4 });
    expect(mergeLive([forming], [newer])).toEqual([newer]);
    expect(mergeLive([newer], [bar(1)])).toEqual([bar(1)]);
  });

  it("never lets a forming bar or an older revision replace what is final", () => {
    const final = bar(1, { revision: 1 });
    const series = [final];
    expect(mergeLive(series, [bar(1, { final: false, revision: 2 })])).toBe(series);
    expect(mergeLive(series, [bar(1, { revision: 0 })])).toBe(series);
    expect(mergeHistory(series, [bar(1, { revision: 0 })])).toBe(series);
  });

  it("takes a later revision in the middle, and leaves the other bars as they were", () => {
    const series = [bar(1), bar(2), bar(3)];
    const revised = bar(2, { revision: 1, close: 9 });
    const after = mergeLive(series, [revised]);
    expect(after[1]).toBe(revised);
    expect(after[0]).toBe(series[0]);
    expect(after[2]).toBe(series[2]);
    expect(series[1]?.revision).toBe(0);
  });

  it("does not let a slow REST answer turn back a forming bar of the stream", () => {
    const live = bar(4, { final: false, close: 7 });
    expect(mergeHistory([live], [bar(3), bar(4, { final: false, close: 6 })]).at(-1)).toBe(live);
  });

  it("keeps its identity when nothing is new", () => {
    const series = [bar(1), bar(2)];
    expect(mergeHistory(series, [bar(1), bar(2)])).toBe(series);
    expect(mergeLive(series, [])).toBe(series);
  });
});

describe("a hole before a snapshot", () => {
  it("is asked for from the last bar held when that was still forming", () => {
    const series = [bar(1), bar(2, { final: false })];
    expect(missingBefore(series, [bar(3), bar(4)], MINUTE)).toEqual({ from: 2 * MINUTE, to: 3 * MINUTE - 1 });
  });

  it("is asked for when bars lie between", () => {
    expect(missingBefore([bar(1)], [bar(5)], MINUTE)).toEqual({ from: MINUTE, to: 5 * MINUTE - 1 });
  });

  it("is none when the snapshot joins, overlaps, or nothing is held", () => {
    expect(missingBefore([bar(1), bar(2)], [bar(3)], MINUTE)).toBeNull();
    expect(missingBefore([bar(1), bar(2), bar(3, { final: false })], [bar(2), bar(3)], MINUTE)).toBeNull();
    expect(missingBefore([], [bar(3)], MINUTE)).toBeNull();
    expect(missingBefore([bar(1)], [], MINUTE)).toBeNull();
  });
});

describe("what a chart must redraw", () => {
  const series = [bar(1), bar(2), bar(3, { final: false })];

  it("is the tail when the newest bar moved or bars were appended", () => {
    expect(diffSeries(series, mergeLive(series, [bar(3, { final: false, close: 3 })]))).toEqual({
      kind: "tail",
      from: 2,
    });
    const appended = mergeLive(series, [bar(3), bar(4, { final: false })]);
    expect(diffSeries(series, appended)).toEqual({ kind: "tail", from: 2 });
    expect(diffSeries(appended, mergeLive(appended, [bar(5)]))).toEqual({ kind: "tail", from: 4 });
  });

  it("is everything when history was put before, a bar was revised, or bars were dropped", () => {
    expect(diffSeries(series, mergeHistory(series, [bar(0)]))).toEqual({ kind: "all" });
    expect(diffSeries(series, mergeLive(series, [bar(2, { revision: 1 })]))).toEqual({ kind: "all" });
    expect(diffSeries(series, series.slice(1))).toEqual({ kind: "all" });
    expect(diffSeries([], series)).toEqual({ kind: "all" });
  });

  it("is nothing when nothing changed", () => {
    expect(diffSeries(series, series)).toEqual({ kind: "same" });
    expect(diffSeries(series, series.slice())).toEqual({ kind: "same" });
  });
});

describe("a page left open", () => {
  it("drops its oldest bars beyond the bound, never the newest", () => {
    const long = Array.from({ length: 101 }, (_, minute) => bar(minute));
    const kept = bounded(long, 100);
    expect(kept).toHaveLength(80);
    expect(kept.at(-1)).toBe(long.at(-1));
    expect(bounded(kept, 100)).toBe(kept);
  });
});
