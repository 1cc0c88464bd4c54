import { logRatio } from "../indicators/parts/log-ratio.ts";
import { reduce } from "./orthogonal.ts";

/** The augmented Dickey-Fuller test of a series around zero: Δs_t = γ s_(t−1) + Σ δ_j Δs_(t−j) + ε. */
export interface DickeyFuller {
  /** The t of γ. */
  readonly statistic: number;
  readonly usedLag: number;
}

/** A column with less than this part of its length left depends on the others. */
const DEPENDENT = 1e-12;

/**
 * Without constant or trend, as for residuals of a regression that had one. Lags 0 to Schwert's ⌈12 (n/100)^¼⌉ are
 * compared by AIC on the same observations (one orthogonal reduction tells all of them), then the best one is
 * estimated on all it can have: `adfuller(regression="n", autolag="aic")` of statsmodels.
 * Null where the series is too short or its differences depend on each other.
 */
export function dickeyFuller(series: Float64Array): DickeyFuller | null {
  const n = series.length;
  const mostLag = Math.min(Math.floor(n / 2) - 1, Math.ceil(12 * Math.sqrt(Math.sqrt(n / 100))));
  if (mostLag < 0) return null;
  const differences = new Float64Array(n - 1);
  for (let i = 0; i < n - 1; i++) differences[i] = (series[i + 1] ?? 0) - (series[i] ?? 0);
  const usedLag = bestLag(series, differences, mostLag);
  const rows = differences.length - usedLag;
  const { columns, target } = regressors(series, differences, usedLag);
  // The level last: then its t is what stands last in the triangle.
  const [level, ...lagged] = columns;
  if (level === undefined) return null;
  const levelLength = Math.sqrt(level.reduce((sum, value) => sum + value * value, 0));
  const reduced = reduce([...lagged, level], target);
  const left = reduced.diagonal[usedLag] ?? 0;
  const rest = reduced.residuals[usedLag + 1] ?? 0;
  const freedom = rows - usedLag - 1;
  if (freedom <= 0 || !(rest > 0) || Math.abs(left) <= DEPENDENT * levelLength) return null;
  const part = reduced.target[usedLag] ?? 0;
  return { statistic: (left < 0 ? -part : part) / Math.sqrt(rest / freedom), usedLag };
}

function bestLag(series: Float64Array, differences: Float64Array, mostLag: number): number {
  const { columns, target } = regressors(series, differences, mostLag);
  const rows = target.length;
  const { residuals } = reduce(columns, target);
  let best = 0;
  let bestCriterion = Number.POSITIVE_INFINITY;
  for (let lag = 0; lag <= mostLag; lag++) {
    const rest = residuals[lag + 1] ?? 0;
    if (!(rest > 0)) continue;
    // Akaike's, without what is the same for all.
    const criterion = rows * logRatio(1, rest) + 2 * (lag + 1);
    if (criterion < bestCriterion) {
      best = lag;
      bestCriterion = criterion;
    }
  }
  return best;
}

/** The level, then the lagged differences, and what they are to explain: the observations that have so many lags. */
function regressors(series: Float64Array, differences: Float64Array, lags: number) {
  const rows = differences.length - lags;
  const columns = [series.slice(lags, lags + rows)];
  for (let lag = 1; lag <= lags; lag++) columns.push(differences.slice(lags - lag, lags - lag + rows));
  return { columns, target: differences.slice(lags) };
}
