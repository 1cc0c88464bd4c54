import { reduce } from "../../statistics/orthogonal.ts";

/** Coefficients to begin with: φ and θ, not necessarily stationary or invertible. */
export interface RoughArma {
  readonly ar: Float64Array;
  readonly ma: Float64Array;
}

/** Residuals of a long autoregression stand for the shocks that cannot be seen; zero where it has not begun. */
export function roughShocks(series: Float64Array): Float64Array {
  const n = series.length;
  const lags = Math.min(20, Math.floor(n / 10));
  const shocks = new Float64Array(n);
  const coefficients = regression(lagsOf([{ values: series, count: lags }], lags, n), series.slice(lags));
  for (let t = lags; t < n; t++) {
    let rest = series[t] ?? 0;
    for (let i = 0; i < lags; i++) rest -= (coefficients[i] ?? 0) * (series[t - 1 - i] ?? 0);
    shocks[t] = rest;
  }
  return shocks;
}

/** Hannan & Rissanen (1982): the series regressed on its own p lags and q lags of the rough shocks. */
export function hannanRissanen(series: Float64Array, shocks: Float64Array, p: number, q: number): RoughArma {
  const n = series.length;
  const from = Math.min(20, Math.floor(n / 10)) + Math.max(p, q);
  const lagged = [
    { values: series, count: p },
    { values: shocks, count: q },
  ];
  const found = regression(lagsOf(lagged, from, n), series.slice(from));
  return { ar: found.slice(0, p), ma: found.slice(p) };
}

interface Lagged {
  readonly values: Float64Array;
  readonly count: number;
}

function lagsOf(all: readonly Lagged[], from: number, n: number): Float64Array[] {
  return all.flatMap(({ values, count }) =>
    Array.from({ length: count }, (_, i) => values.slice(from - 1 - i, n - 1 - i)),
  );
}

/** Least squares by reflections; columns and target are spent. A column that depends on others gets nothing. */
function regression(columns: readonly Float64Array[], target: Float64Array): Float64Array {
  const { diagonal, target: turned } = reduce(columns, target);
  const count = columns.length;
  const largest = diagonal.reduce((most, x) => Math.max(most, Math.abs(x)), 0);
  const found = new Float64Array(count);
  for (let i = count - 1; i >= 0; i--) {
    let rest = turned[i] ?? 0;
    for (let j = i + 1; j < count; j++) rest -= (columns[j]?.[i] ?? 0) * (found[j] ?? 0);
    const own = diagonal[i] ?? 0;
    found[i] = Math.abs(own) > 1e-10 * largest ? rest / own : 0;
  }
  return found;
}
