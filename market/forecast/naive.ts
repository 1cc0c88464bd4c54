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
/** With fewer, their outer quantiles would be the extremes themselves. */
export const LEAST_NAIVE_RETURNS = 40;

/**
 * The forecast without any skill ([FC-20]): the last close as the median, around it the empirical quantiles (type 7) of
 * the last 500 h-bar log returns as they are; the class frequencies of those over five bars, one added to each; the
 * mean bar variance of the last 500 bars, times h. A return that spans a gap in time is no h-bar return and is left
 * out. Null outputs where fewer than 40 returns are at hand.
 * @param bars oldest first; the last 500 + h up to `index` decide.
 */
export function naiveOutlook(bars: readonly PriceBar[], index: number, timeframe: Timeframe): Outlook {
  return {
    horizons: horizonsOf(timeframe).map((horizon) => {
      const returns = lastReturns(bars, index, horizon, timeframe);
      const isEnough = returns.length >= LEAST_NAIVE_RETURNS;
      const quantiles = isEnough ? quantilesOf(returns.sort()) : null;
      return { horizon, quantiles, variance: isEnough ? horizon * meanVariance(bars, index) : null };
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
  let count = 0;
  for (const [before, after] of pairs(bars, index, horizon, timeframe)) {
    returns[count++] = logRatio(before.close, after.close);
  }
  return returns.subarray(0, count);
}

/** The last `NAIVE_RETURNS` bars up to `index`, newest first, each with the one `horizon` bars of time before it. */
function* pairs(
  bars: readonly PriceBar[],
  index: number,
  horizon: number,
  timeframe: Timeframe,
): Generator<readonly [before: PriceBar, after: PriceBar]> {
  const span = horizon * TIMEFRAME_MS[timeframe];
  for (let i = index; i > index - NAIVE_RETURNS && i >= horizon; i--) {
    const [before, after] = [bars[i - horizon], bars[i]];
    if (before && after && after.openTime - before.openTime === span) yield [before, after];
  }
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
  let [down, neutral, up, count] = [1, 1, 1, 0];
  for (const [before, after] of pairs(bars, index, DIRECTION_HORIZON, timeframe)) {
    const direction = directionOf(before.close, after.close);
    if (direction > 0) up += 1;
    else if (direction < 0) down += 1;
    else neutral += 1;
    count += 1;
  }
  if (count < LEAST_NAIVE_RETURNS) return null;
  const all = count + 3;
  return [down / all, neutral / all, up / all];
}
