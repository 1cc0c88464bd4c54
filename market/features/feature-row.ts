import type { PriceBar } from "../indicators/kernel.ts";
import type { EpochMs } from "../time/timeframe.ts";
import { FEATURES } from "./catalog.ts";
import { readings } from "./readings.ts";

/** A row is computed of this many bars, its own the last ([FEAT-2]). */
export const WINDOW = 512;

/** The features of one bar. */
export interface FeatureRow {
  readonly openTime: EpochMs;
  /** Bars it was computed of: `WINDOW`, or fewer where the series is younger. */
  readonly bars: number;
  /** In the order of the catalog; null while a warm-up lasts and where a value does not exist. */
  readonly values: readonly (number | null)[];
}

/**
 * The row of the bar at `index`: the fold of exactly the last `WINDOW` bars that end with it. Whoever computes it, with
 * whatever bars at hand before these, gets the same bits ([FEAT-3]).
 * @param bars oldest first; gaps in time are not filled.
 * @throws RangeError where there is no such bar.
 */
export function featureRow(bars: readonly PriceBar[], index: number): FeatureRow {
  const bar = bars[index];
  if (bar === undefined) throw new RangeError(`no bar at ${index}`);
  const from = Math.max(0, index + 1 - WINDOW);
  const read = readings(bars, from, index + 1);
  return {
    openTime: bar.openTime,
    bars: index + 1 - from,
    values: FEATURES.map((feature) => unsigned(feature.value(read, bar))),
  };
}

/** JSON and SQLite know no −0. */
function unsigned(value: number | null): number | null {
  return value === null ? null : value + 0;
}
