import { BLOCK, LONG_BLOCK, leadMs } from "../../market/indicators/anchored.ts";
import type { ChosenIndicator } from "../../market/indicators/catalog/catalog.ts";
import { READING_BARS } from "../../market/indicators/readings/reading.ts";
import { TIMEFRAME_MS, type Timeframe } from "../../market/time/timeframe.ts";

/** Microseconds, measured in workerd on one slow core (docs/spec/rest.md): a bar read out of D1. */
const BAR_US = 8;
/**
 * A step of each kind, and what it takes more for each bar of the longest parameter: some look at their whole window
 * at every bar. Whatever may do so is counted as if it did.
 */
const STEP_US = {
  own: { step: 0.15, window: 0.000_8, average: 0 },
  library: { step: 1, window: 0.04, average: 0.005 },
};
/** What features that are computed cost a unit, too. */
const UNIT_US = 250_000;
/** Units of one answer: five seconds, in which the isolate does little else. */
export const MOST_UNITS = 20;

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
  for (const one of chosen) {
    const { entry, parameters } = one;
    const { indicator } = entry;
    const block = indicator.settles(parameters) === "never" ? LONG_BLOCK : BLOCK;
    const lead = leadMs(indicator, parameters, timeframe) / TIMEFRAME_MS[timeframe];
    longest = Math.max(longest, lead + block);
    // Each block that is touched folds its own lead; the first one is touched somewhere.
    us += stepUs(one) * (bars + block + (Math.ceil(bars / block) + 1) * lead);
  }
  return Math.floor((us + BAR_US * (bars + longest)) / UNIT_US);
}

function stepUs({ entry, parameters }: ChosenIndicator): number {
  const { step, window, average } = STEP_US[entry.source];
  const settling = entry.indicator.settles(parameters);
  const longest = Math.max(0, ...Object.values(parameters));
  // Averages of averages remember far longer than their parameters say.
  const isWindow = settling !== "never" && "bars" in settling && settling.bars <= 3 * longest;
  return step + (isWindow ? window : average) * longest;
}
