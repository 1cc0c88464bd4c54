/** Critical values of the level statistic (Kwiatkowski, Phillips, Schmidt & Shin 1992, table 1). */
export const KPSS_CRITICAL = { "5%": 0.463, "1%": 0.739 } as const;

/**
 * The KPSS statistic: large where a series does not stay around a level. The long-run variance is Newey & West's with
 * Bartlett weights over Schwert's ⌈12 (n/100)^¼⌉ lags: `kpss(regression="c", nlags="legacy")` of statsmodels.
 * NaN where the series is constant.
 */
export function kpssLevel(series: Float64Array): number {
  const n = series.length;
  const mean = series.reduce((sum, value) => sum + value, 0) / n;
  const rest = series.map((value) => value - mean);
  let partial = 0;
  let squares = 0;
  for (const value of rest) {
    partial += value;
    squares += partial * partial;
  }
  const lags = Math.min(n - 1, Math.ceil(12 * Math.sqrt(Math.sqrt(n / 100))));
  let variance = covariance(rest, 0);
  for (let lag = 1; lag <= lags; lag++) variance += 2 * (1 - lag / (lags + 1)) * covariance(rest, lag);
  return squares / (n * n) / variance;
}

function covariance(rest: Float64Array, lag: number): number {
  let sum = 0;
  for (let t = lag; t < rest.length; t++) sum += (rest[t] ?? 0) * (rest[t - lag] ?? 0);
  return sum / rest.length;
}
