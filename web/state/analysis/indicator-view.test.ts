import { describe, expect, it } from "vitest";
import type { BarSeries } from "../bar-series.ts";
import type { ViewBar } from "../wire.ts";
import {
  changedFrom,
  type IndicatorView,
  type LineSpec,
  outputOf,
  TINTS,
  tintsOf,
} from "./indicator-view.ts";

const bar = (openTime: number): ViewBar => ({
  ...{ openTime, closeTime: openTime + 59, open: 1, high: 1, low: 1, close: 1, volume: 1, quoteVolume: 1 },
  ...{ n: 1, final: true, revision: 0, source: "trades" },
});
const line = (sign: string | null = null): LineSpec => ({
  ...{ output: "value", title: "", style: "line", shift: 0, sign },
});
const view = (bars: BarSeries, values: IndicatorView["values"]): IndicatorView => ({
  ...{ key: "ema(3)", title: "EMA 3", short: "EMA 3", pane: "price", lines: [line()], guides: [] },
  ...{ bars, values, live: true, phase: "ready", reason: null },
});

describe("what of a view is to be drawn", () => {
  const bars = [bar(0), bar(60), bar(120)];

  it("is everything at first, and after anything but the newest bar changed", () => {
    expect(changedFrom(undefined, view(bars, [1, 2, 3]))).toBe(0);
    expect(changedFrom(view(bars, [1, 2, 3]), view(bars, [9, 2, 3]))).toBe(0);
    expect(changedFrom(view(bars, [1, 2, 3]), view([bar(-60), ...bars], [0, 1, 2, 3]))).toBe(0);
    expect(changedFrom(view(bars, [1, 2, 3]), view([bar(0), bar(60)], [1, 2]))).toBe(0);
    expect(changedFrom(view([], []), view(bars, [1, 2, 3]))).toBe(0);
  });

  it("is the newest bar where only that moved, and those after it", () => {
    expect(changedFrom(view(bars, [1, 2, 3]), view(bars, [1, 2, 4]))).toBe(2);
    expect(changedFrom(view(bars, [1, 2, 3]), view([...bars, bar(180)], [1, 2, 3.5, 4]))).toBe(2);
  });
});

describe("lines", () => {
  it("have colours of their own, in the order of the chart, unless a sign decides", () => {
    expect(tintsOf([{ lines: [line(), line()] }, { lines: [line("value"), line()] }])).toEqual([
      [0, 1],
      [0, 2],
    ]);
    const many = tintsOf(Array.from({ length: TINTS + 1 }, () => ({ lines: [line()] })));
    expect(many.at(-1)).toEqual([0]);
  });

  it("take their output of a value, whether it has one or several", () => {
    expect(outputOf(7, "value")).toBe(7);
    expect(outputOf({ macd: 1, signal: 2 }, "signal")).toBe(2);
    expect(outputOf({ macd: 1 }, "histogram")).toBeNull();
    expect(outputOf(null, "value")).toBeNull();
    expect(outputOf(undefined, "value")).toBeNull();
  });
});
