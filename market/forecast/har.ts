import type { PriceBar } from "../indicators/kernel.ts";
import { logRatio } from "../indicators/parts/log-ratio.ts";
import { leastSquares } from "../statistics/least-squares.ts";
import { sortedQuantile } from "../statistics/quantile.ts";
import type { Timeframe } from "../time/timeframe.ts";
import { barVariances } from "./bar-variance.ts";
import { horizonsOf } from "./horizons.ts";
import { type HorizonOutlook, type Outlook, type Quantiles, VARIANCE_FLOOR } from "./outlook.ts";

/** The regression is fitted on what lies within so many bars. */
const HAR_WINDOW = 512;
/** With fewer overlapping observations nothing is said. */
const LEAST_ROWS = 60;

/** Bars of the means that variance is explained by: the bar, a day, a week; of days the day, a week, a month. */
export function harLags(timeframe: Timeframe): readonly [number, number, number] {
  return timeframe === "1h" ? [1, 24, 168] : [1, 5, 22];
}

/**
 * Heterogeneous autoregression of the logs of bar variances ([FC-22]; Corsi 2009, in logs): for each horizon the ln of
 * the mean of the next h bar variances, regressed by ordinary least squares on a constant and the ln of the means of
 * the last 1, 5 and 22 (1h: 1, 24 and 168), over all observations within the last 512 bars. Its forecast is brought
 * back from logs by Duan's (1983) smearing, kept within what the window has seen, and multiplied by h. Quantiles lie
 * evenly around zero. It says nothing of direction.
 * @param bars oldest first; the last 512 up to `index` decide; a gap in time counts as one bar.
 */
export function harOutlook(bars: readonly PriceBar[], index: number, timeframe: Timeframe): Outlook {
  const from = Math.max(0, index + 1 - HAR_WINDOW);
  const variances = barVariances(bars, from, index + 1);
  const lags = harLags(timeframe);
  const longest = Math.max(...lags);
  const first = longest - 1;
  const columns = lags.map((lag) => logMeans(variances, lag, first));
  return {
    horizons: horizonsOf(timeframe).map((horizon) => {
      const rows = variances.length - first - horizon;
      if (rows < LEAST_ROWS) return { horizon, quantiles: null, variance: null };
      const targets = logMeans(variances, horizon, first + horizon);
      const returns = Float64Array.from({ length: rows }, (_, row) => {
        const at = from + first + row;
        return logRatio(bars[at]?.close ?? 1, bars[at + horizon]?.close ?? 1);
      });
      return outlookOf(horizon, columns, targets, returns);
    }),
    probabilities: null,
  };
}

/** ln of the means of `count` variances, that end with the one at `first` and each after it. */
function logMeans(variances: Float64Array, count: number, first: number): Float64Array {
  const means = new Float64Array(Math.max(0, variances.length - first));
  for (let row = 0; row < means.length; row++) {
    let sum = 0;
    for (let i = first + row - count + 1; i <= first + row; i++) sum += variances[i] ?? 0;
    means[row] = logRatio(1, sum / count);
  }
  return means;
}

/** @param columns one row longer than targets and returns by the horizon: their last one is what is known now. */
function outlookOf(
  horizon: number,
  columns: readonly Float64Array[],
  targets: Float64Array,
  returns: Float64Array,
): HorizonOutlook {
  const rows = targets.length;
  const constant = new Float64Array(rows).fill(1);
  const known = columns.map((column) => column.subarray(0, rows));
  const coefficients = leastSquares([constant, ...known], targets);
  // Where variances do not vary there is nothing to regress: then their mean goes on.
  const fit = (row: number) => {
    if (coefficients === null) return 0;
    let sum = coefficients[0] ?? 0;
    for (let k = 0; k < columns.length; k++) sum += (coefficients[k + 1] ?? 0) * (columns[k]?.[row] ?? 0);
    return sum;
  };
  const fitted = Float64Array.from({ length: rows }, (_, row) => fit(row));
  let smear = 0;
  let [least, most] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (let row = 0; row < rows; row++) {
    const target = targets[row] ?? 0;
    smear += Math.exp(target - (fitted[row] ?? 0));
    least = Math.min(least, target);
    most = Math.max(most, target);
  }
  smear /= rows;
  const now = Math.max(least, Math.min(most, fit((columns[0]?.length ?? 1) - 1)));
  const scale = smear * horizon;
  const variance = Math.max(horizon * VARIANCE_FLOOR, Math.exp(now) * scale);
  const sizes = Float64Array.from(
    returns,
    (one, row) => Math.abs(one) / Math.sqrt(Math.exp(fitted[row] ?? 0) * scale),
  ).sort();
  const unit = Math.sqrt(variance);
  const [inner, outer] = [unit * sortedQuantile(sizes, 0.8), unit * sortedQuantile(sizes, 0.95)];
  const quantiles: Quantiles = [-outer, -inner, 0, inner, outer];
  return { horizon, quantiles, variance };
}
