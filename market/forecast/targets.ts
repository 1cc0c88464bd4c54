import type { PriceBar } from "../indicators/kernel.ts";
import { logRatio } from "../indicators/parts/log-ratio.ts";
import { TIMEFRAME_MS, type Timeframe } from "../time/timeframe.ts";
import { barVariance } from "./bar-variance.ts";
import { DIRECTION_HORIZON, horizonsOf, MOVE_THRESHOLD } from "./horizons.ts";
import type { DirectionClass } from "./outlook.ts";

/** What became of one horizon. */
export interface HorizonOutcome {
  /** In bars. */
  readonly horizon: number;
  /** ln(close at the horizon / close now). */
  readonly logReturn: number;
  /** Sum of the horizon's bar variances, each at least `VARIANCE_FLOOR`. */
  readonly variance: number;
}

/** What became of a bar's future; null where its bars are not all there, by time, or not yet. */
export interface Outcome {
  /** In the order of `horizonsOf`. */
  readonly horizons: readonly (HorizonOutcome | null)[];
  readonly direction: DirectionClass | null;
}

/**
 * What the bar at `index` should have foretold ([FC-1], [FC-2], [FC-3]). A horizon of h bars ends with the bar that
 * opens h timeframes later, and is told only where every bar between is there.
 * @param bars oldest first, each open time once, on the timeframe's grid.
 */
export function outcomeAt(bars: readonly PriceBar[], index: number, timeframe: Timeframe): Outcome {
  return {
    horizons: horizonsOf(timeframe).map((horizon) => horizonOutcome(bars, index, horizon, timeframe)),
    direction: directionAt(bars, index, timeframe),
  };
}

/** The bar `horizon` bars of time after the one at `index`; undefined where a bar up to it is missing. */
function barAfter(bars: readonly PriceBar[], index: number, horizon: number, timeframe: Timeframe) {
  const now = bars[index];
  const then = bars[index + horizon];
  // On a grid where each open time comes once, so many bars on is so much later only if none is missing.
  const isWhole = now && then && then.openTime - now.openTime === horizon * TIMEFRAME_MS[timeframe];
  return isWhole ? then : undefined;
}

function horizonOutcome(
  bars: readonly PriceBar[],
  index: number,
  horizon: number,
  timeframe: Timeframe,
): HorizonOutcome | null {
  const now = bars[index];
  const then = barAfter(bars, index, horizon, timeframe);
  if (now === undefined || then === undefined) return null;
  let variance = 0;
  for (let i = index + 1; i <= index + horizon; i++) {
    const bar = bars[i];
    if (bar !== undefined) variance += barVariance(bar);
  }
  return { horizon, logReturn: logRatio(now.close, then.close), variance };
}

function directionAt(bars: readonly PriceBar[], index: number, timeframe: Timeframe): DirectionClass | null {
  const now = bars[index];
  const then = barAfter(bars, index, DIRECTION_HORIZON, timeframe);
  return now === undefined || then === undefined ? null : directionOf(now.close, then.close);
}

/** 1 where the simple return is above the threshold, −1 where it is below its negative, else 0 ([FC-2]). */
export function directionOf(close: number, later: number): DirectionClass {
  const simple = later / close - 1;
  if (simple > MOVE_THRESHOLD) return 1;
  return simple < -MOVE_THRESHOLD ? -1 : 0;
}
