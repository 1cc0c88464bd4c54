import type { AnalysedTimeframe } from "../../contract/channels.ts";
import type { BarScene } from "../../market/alerts/bar-scene.ts";
import type { ReadableKey } from "../../market/alerts/reading-states.ts";
import type { BarAnalysis } from "../../market/analysis/series-analysis.ts";
import type { Bar } from "../../market/bars/bar.ts";
import { anchoredFold, neededFrom } from "../../market/indicators/anchored.ts";
import { CORE_SET } from "../../market/indicators/core-set.ts";
import { READING_BARS } from "../../market/indicators/readings/reading.ts";
import { readingOf } from "../../market/indicators/readings/readings.ts";
import { type EpochMs, TIMEFRAME_MS } from "../../market/time/timeframe.ts";
import type { BarTable } from "./bar-table.ts";

/** A final bar as the rules of alerts see it. What few of them ask for is read from the stored bars when one does. */
export function barScene(
  bars: BarTable,
  timeframe: AnalysedTimeframe,
  { openTime, closeTime, close }: Bar,
  { values, detections }: BarAnalysis,
): BarScene {
  const states = new Map<ReadableKey, string | null>();
  return {
    ...{ timeframe, openTime, closeTime, close, values, detections },
    closeBefore: (count) => {
      const before = bars.get(timeframe, openTime - count * TIMEFRAME_MS[timeframe]);
      return before?.close ?? null;
    },
    stateOf: (indicator) => {
      const known = states.get(indicator);
      if (known !== undefined) return known;
      const state = stateAt(bars, timeframe, openTime, indicator);
      states.set(indicator, state);
      return state;
    },
  };
}

/** What the reading says at a bar: of the bars and values that REST reads it from ([IND-32]). */
function stateAt(
  bars: BarTable,
  timeframe: AnalysedTimeframe,
  openTime: EpochMs,
  key: ReadableKey,
): string | null {
  const core = CORE_SET.find((one) => one.key === key);
  if (core === undefined) return null;
  const { kernel, parameters } = core;
  const recentFrom = openTime - (READING_BARS - 1) * TIMEFRAME_MS[timeframe];
  const from = neededFrom(kernel, parameters, timeframe, recentFrom);
  const read = bars.prices(timeframe, from, openTime, Number.MAX_SAFE_INTEGER);
  const start = read.findIndex((bar) => bar.openTime >= recentFrom);
  if (start < 0) return null;
  const values = anchoredFold(kernel, parameters, timeframe, read, start);
  return readingOf(kernel.id, { values, bars: read.slice(start), parameters })?.state ?? null;
}
