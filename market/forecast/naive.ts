import type { PriceBar } from "../indicators/kernel.ts";
import { logRatio } from "../indicators/parts/log-ratio.ts";
import { sortedQuantile } from "../statistics/quantile.ts";
import { TIMEFRAME_MS, type Timeframe } from "../time/timeframe.ts";
import { barVariance } from "./bar-variance.ts";
import { DIRECTION_HORIZON, horizonsOf } from "./horizons.ts";
import { type Outlook, type Probabilities, QUANTILE_LEVELS, type Quantiles } from "./outlook.ts";
import { directionOf } from "./targets.ts";

/** How many of the newest returns speak. */
export const NAIVE_RETURNS = 500;
/** With fewer, the outer quantiles would be the extremes themselves. */
export const LEAST_NAIVE_RETURNS = 40;

/**
 * The forecast without any skill ([FC-20]): the last close as the median, around it the empirical quantiles (type 7) of
 * the last 500 h-bar log returns as they are; the class frequencies of those over five bars, one added to each; the
 * mean bar variance of the last 500 bars, times h. A return that spans a gap in time is no h-bar return and is left
 * out. Null outputs where fewer than 40 returns are at hand.
 * @param bars oldest first; the last 500 + h up to `index` decide.
 */
export function naiveOutlook(bars: readonly PriceBar[], index: number, timeframe: Timeframe): Outlook {
  const variance = meanVariance(bars, index);
  return {
    horizons: horizonsOf(timeframe).map((horizon) => {
      const returns = lastReturns(bars, index, horizon, timeframe);
      if (returns.length < LEAST_NAIVE_RETURNS) return { horizon, quantiles: null, variance: null };
      return { horizon, quantiles: quantilesOf(returns.sort()), variance: horizon * variance };
    }),
    probabilities: classFrequencies(bars, index, timeframe),
  };
}

/** ln(close / close `horizon` bars before) of the last `NAIVE_RETURNS` bars up to `index`, those across gaps left out. */
function lastReturns(
  bars: readonly PriceBar[],
  index: number,
  horizon: number,
  timeframe: Timeframe,
): Float64Array {
  const returns = new Float64Array(NAIVE_RETURNS);
  const span = horizon * TIMEFRAME_MS[timeframe];
  let count = 0;
  for (let i = firstOf(index, horizon); i <= index; i++) {
    const [before, after] = [bars[i - horizon], bars[i]];
    if (before && after && after.openTime - before.openTime === span) {
      returns[count++] = logRatio(before.close, after.close);
    }
  }
  return returns.subarray(0, count);
}

/** The first of the last `NAIVE_RETURNS` bars up to `index` that has one `horizon` bars before it. */
function firstOf(index: number, horizon: number): number {
  return Math.max(horizon, index + 1 - NAIVE_RETURNS);
}

/** The median is the last close itself: where all returns rose or fell, the quantiles still do not cross it. */
function quantilesOf(sorted: Float64Array): Quantiles {
  const [lowest, low, , high, highest] = QUANTILE_LEVELS;
  return [
    Math.min(0, sortedQuantile(sorted, lowest)),
    Math.min(0, sortedQuantile(sorted, low)),
    0,
    Math.max(0, sortedQuantile(sorted, high)),
    Math.max(0, sortedQuantile(sorted, highest)),
  ];
}

function meanVariance(bars: readonly PriceBar[], index: number): number {
  const from = Math.max(0, index + 1 - NAIVE_RETURNS);
  let sum = 0;
  for (let i = from; i <= index; i++) {
    const bar = bars[i];
    if (bar !== undefined) sum += barVariance(bar);
  }
  return sum / (index + 1 - from);
}

function classFrequencies(
  bars: readonly PriceBar[],
  index: number,
  timeframe: Timeframe,
): Probabilities | null {
  const span = DIRECTION_HORIZON * TIMEFRAME_MS[timeframe];
  let [down, neutral, up] = [1, 1, 1];
  for (let i = firstOf(index, DIRECTION_HORIZON); i <= index; i++) {
    const [before, after] = [bars[i - DIRECTION_HORIZON], bars[i]];
    if (!before || !after || after.openTime - before.openTime !== span) continue;
    const direction = directionOf(before.close, after.close);
    if (direction > 0) up += 1;
    else if (direction < 0) down += 1;
    else neutral += 1;
  }
  const all = down + neutral + up;
  return all - 3 < LEAST_NAIVE_RETURNS ? null : [down / all, neutral / all, up / all];
}
