import { describe, expect, it } from "vitest";
import type { ChartMark } from "../state/analysis/chart-mark.ts";
import type { ViewBar } from "../state/wire.ts";
import type { ChartColors } from "./chart-colors.ts";
import { chartMarkers } from "./chart-markers.ts";

const MINUTE = 60_000;
const bar = (minute: number): ViewBar => ({
  ...{ openTime: minute * MINUTE, closeTime: (minute + 1) * MINUTE - 1, open: 1, high: 1, low: 1, close: 1 },
  ...{ volume: 1, quoteVolume: 1, n: 1, final: true, revision: 0, source: "trades" },
});
const mark = (minute: number, text: string): ChartMark => ({
  ...{ openTime: minute * MINUTE, side: "below", shape: "circle", tone: "up", text, size: 1 },
});
const NAMES = ["up", "down", "text", "warn"].map((name) => [name, name]);
// Only these colours are asked for here.
const colors = Object.fromEntries(NAMES) as unknown as ChartColors;

describe("markers of the chart", () => {
  const bars = [bar(1), bar(2), bar(5)];

  it("are gaps and marks in the order of time, as the library asks for", () => {
    const gap = { missed: 3, from: 2 * MINUTE + 10, to: 2 * MINUTE + 20, unit: "trades" } as const;
    const markers = chartMarkers(bars, [gap], [mark(5, "late"), mark(1, "early")], colors);
    expect(markers.map(({ time, text }) => [time, text])).toEqual([
      [60, "early"],
      [120, "gap"],
      [300, "late"],
    ]);
  });

  it("stand at bars that are shown, nowhere else", () => {
    expect(chartMarkers(bars, [], [mark(3, "between"), mark(9, "after")], colors)).toEqual([]);
    expect(chartMarkers([], [], [mark(1, "early")], colors)).toEqual([]);
  });
});
