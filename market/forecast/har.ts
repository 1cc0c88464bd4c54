import type { PriceBar } from "../indicators/kernel.ts";
import { logRatio } from "../indicators/parts/log-ratio.ts";
import { exponential } from "../statistics/exponential.ts";
import { leastSquares } from "../statistics/least-squares.ts";
import { sortedQuantile } from "../statistics/quantile.ts";
import type { Timeframe } from "../time/timeframe.ts";
import { barVariances } from "./bar-variance.ts";
import { horizonsOf } from "./horizons.ts";
import { type HorizonOutlook, type Outlook, VARIANCE_FLOOR } from "./outlook.ts";

/** The regression is fitted on what lies within so many bars. */
const HAR_WINDOW = 512;
/** With fewer overlapping observations nothing is said. */
const LEAST_ROWS = 60;

/**
 * Bars of the means that variance is explained by: of days the day, a week, a month (Corsi's); of hours the bar, five of
 * them, a day. A week of hours cannot be learned from 512 of them: with it, `har` is worse than no skill over a day.
 */
function harLags(timeframe: Timeframe): readonly [number, number, number] {
  return timeframe === "1h" ? [1, 5, 24] : [1, 5, 22];
}

/**
 * Heterogeneous autoregression of the logs of bar variances ([FC-22]; Corsi 2009, in logs): for each horizon the ln of
 * the mean of the next h bar variances, regressed by ordinary least squares on a constant and the ln of the means of
 * the last 1, 5 and 22 (1h: 1, 5 and 24), over all observations within the last 512 bars. Its forecast is kept within
 * what the window has seen, brought back from logs by Duan's (1983) smearing, and multiplied by h. Quantiles lie evenly
 * around zero, as far out as the window's returns were in units of their fitted deviation. It says nothing of
 * direction; nothing at all with fewer than 60 observations.
 * @param bars oldest first; the last 512 up to `index` decide; a gap in time counts as one bar.
 */
export function harOutlook(bars: readonly PriceBar[], index: number, timeframe: Timeframe): Outlook {
  const from = Math.max(0, index + 1 - HAR_WINDOW);
  const variances = barVariances(bars, from, index + 1);
  const lags = harLags(timeframe);
  const first = Math.max(...lags) - 1;
  const horizons = horizonsOf(timeframe);
  // Most horizons are as long as a lag: then its means are targets, too.
  const counts = [...new Set([...lags, ...horizons])];
  const means = new Map(counts.map((count) => [count, logMeans(variances, count)]));
  const meansFrom = (count: number, bar: number) => means.get(count)?.subarray(bar + 1 - count) ?? NO_MEANS;
  const columns = lags.map((lag) => meansFrom(lag, first));
  return {
    horizons: horizons.map((horizon) => {
      const rows = variances.length - first - horizon;
      if (rows < LEAST_ROWS) return { horizon, quantiles: null, variance: null };
      const targets = meansFrom(horizon, first + horizon);
      const returns = new Float64Array(rows);
      for (let row = 0; row < rows; row++) {
        const at = from + first + row;
        returns[row] = logRatio(bars[at]?.close ?? 1, bars[at + horizon]?.close ?? 1);
      }
      return outlookOf(horizon, columns, targets, returns);
    }),
    probabilities: null,
  };
}

const NO_MEANS = new Float64Array();

/** ln of the means of `count` variances in a row, from the first ones to the last. */
function logMeans(variances: Float64Array, count: number): Float64Array {
  const means = new Float64Array(Math.max(0, variances.length + 1 - count));
  for (let start = 0; start < means.length; start++) {
    let sum = 0;
    for (let i = start; i < start + count; i++) sum += variances[i] ?? 0;
    means[start] = logRatio(1, sum / count);
  }
  return means;
}

/** @param columns longer than targets and returns by the horizon: their last row is what is known now. */
function outlookOf(
  horizon: number,
  columns: readonly Float64Array[],
  targets: Float64Array,
  returns: Float64Array,
): HorizonOutlook {
  const rows = targets.length;
  const known = columns.map((column) => column.subarray(0, rows));
  const coefficients = leastSquares([new Float64Array(rows).fill(1), ...known], targets);
  // Where variances do not vary there is nothing to regress: then their mean goes on, by the smearing alone.
  const fitted = coefficients === null ? new Float64Array(rows + horizon) : linear(coefficients, columns);
  let smear = 0;
  let [least, most] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  const scales = new Float64Array(rows);
  for (let row = 0; row < rows; row++) {
    const target = targets[row] ?? 0;
    const scale = exponential(fitted[row] ?? 0);
    scales[row] = scale;
    smear += exponential(target) / scale;
    if (target < least) least = target;
    if (target > most) most = target;
  }
  const factor = (smear / rows) * horizon;
  const now = coefficients === null ? 0 : Math.max(least, Math.min(most, fitted[fitted.length - 1] ?? 0));
  const variance = Math.max(horizon * VARIANCE_FLOOR, exponential(now) * factor);
  const sizes = returns;
  for (let row = 0; row < rows; row++) {
    sizes[row] = Math.abs(returns[row] ?? 0) / Math.sqrt((scales[row] ?? 1) * factor);
  }
  sizes.sort();
  const unit = Math.sqrt(variance);
  const [inner, outer] = [unit * sortedQuantile(sizes, 0.8), unit * sortedQuantile(sizes, 0.95)];
  // Of the two zeros one: a market in which nothing moved has no negative one.
  return { horizon, quantiles: [0 - outer, 0 - inner, 0, inner, outer], variance };
}

/** The regression's value at every row of the columns. */
function linear(coefficients: Float64Array, columns: readonly Float64Array[]): Float64Array {
  const values = new Float64Array(columns[0]?.length ?? 0).fill(coefficients[0] ?? 0);
  columns.forEach((column, k) => {
    const coefficient = coefficients[k + 1] ?? 0;
    for (let row = 0; row < values.length; row++) {
      values[row] = (values[row] ?? 0) + coefficient * (column[row] ?? 0);
    }
  });
  return values;
}
