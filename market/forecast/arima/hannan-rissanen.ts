import { leastSquares } from "../../statistics/least-squares.ts";

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
  const columns = lagsOf([{ values: series, count: lags }], lags, n);
  const coefficients = leastSquares(columns, series.subarray(lags));
  // A series that its own past tells to the last digit has no shocks.
  if (coefficients === null) return shocks;
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
  // Nothing where they depend on each other.
  const found = leastSquares(lagsOf(lagged, from, n), series.subarray(from)) ?? new Float64Array(p + q);
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
