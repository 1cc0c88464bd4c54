import { BLOCK, LONG_BLOCK, leadMs } from "../../market/indicators/anchored.ts";
import type { ChosenIndicator } from "../../market/indicators/catalog/catalog.ts";
import { READING_BARS } from "../../market/indicators/readings/reading.ts";
import { TIMEFRAME_MS, type Timeframe } from "../../market/time/timeframe.ts";

/** Microseconds, measured in workerd on one slow core: a bar read out of D1, a step of each kind (docs/spec/rest.md). */
const BAR_US = 8;
const STEP_US = { own: 0.15, library: 1 };
/** What features that are computed cost a unit, too. */
const UNIT_US = 250_000;

/**
 * Costly units of a page of so many bars, at most: none for what a chart asks for.
 */
export function indicatorUnits(
  chosen: readonly ChosenIndicator[],
  timeframe: Timeframe,
  limit: number,
): number {
  const bars = Math.max(limit, READING_BARS);
  let longest = 0;
  let us = 0;
  for (const { entry, parameters } of chosen) {
    const isRunning = entry.indicator.settles(parameters) === "never";
    const block = isRunning ? LONG_BLOCK : BLOCK;
    const lead = leadMs(entry.indicator, parameters, timeframe) / TIMEFRAME_MS[timeframe];
    longest = Math.max(longest, lead + block);
    // Each block that is touched folds its own lead; the first one is touched somewhere.
    us += STEP_US[entry.source] * (bars + block + (Math.ceil(bars / block) + 1) * lead);
  }
  return Math.floor((us + BAR_US * (bars + longest)) / UNIT_US);
}
