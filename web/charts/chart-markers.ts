import type { SeriesMarker, Time, UTCTimestamp } from "lightweight-charts";
import type { ChartMark } from "../state/analysis/chart-mark.ts";
import { type BarSeries, indexAtOrAfter } from "../state/bar-series.ts";
import type { Gap } from "../state/wire.ts";
import type { ChartColors } from "./chart-colors.ts";

/** Gaps and marks as the library wants them: in the order of time, at bars that are shown. */
export function chartMarkers(
  bars: BarSeries,
  gaps: readonly Gap[],
  marks: readonly ChartMark[],
  colors: ChartColors,
): SeriesMarker<Time>[] {
  const ofGaps = gaps.flatMap((gap): ChartMark[] => {
    const bar = bars[Math.max(0, indexAtOrAfter(bars, gap.from + 1) - 1)];
    if (bar === undefined) return [];
    const { openTime } = bar;
    return [{ openTime, side: "above", shape: "square", tone: "warn", text: "gap", size: 0.6 }];
  });
  const ofBars = marks.filter(({ openTime }) => bars[indexAtOrAfter(bars, openTime)]?.openTime === openTime);
  const tones = { up: colors.up, down: colors.down, neutral: colors.text, warn: colors.warn } as const;
  return [...ofGaps, ...ofBars]
    .toSorted((a, b) => a.openTime - b.openTime)
    .map(({ openTime, side, shape, tone, text, size }) => ({
      time: Math.floor(openTime / 1_000) as UTCTimestamp,
      position: side === "above" ? "aboveBar" : "belowBar",
      shape,
      color: tones[tone],
      size,
      text,
    }));
}
