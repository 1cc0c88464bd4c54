import { type ArmaModel, stateSpaceOf } from "./arma.ts";
import type { FilterState } from "./filter.ts";

/** Expectation and variance of a series so many steps ahead, nearest first. */
export interface SeriesForecast {
  readonly mean: Float64Array;
  readonly variance: Float64Array;
}

/**
 * Forecasts of the series whose `last.length`-th differences the model describes; `last` are its last number, the last
 * of its first differences, … . With z_j the row that says w_(n+j) by the state x_(n+1), a level's error is u_h x for
 * u the d-fold running sum of z, and later shocks enter by u_(h−k) R: exact, not only in the long run.
 */
export function forecastSeries(
  model: ArmaModel,
  { state, covariance }: FilterState,
  last: readonly number[],
  steps: number,
): SeriesForecast {
  const { size: r, ar: phi, shock } = stateSpaceOf(model.ar, model.ma);
  const mean = new Float64Array(steps);
  const variance = new Float64Array(steps);
  const totals = [...last];
  let row = new Float64Array(r);
  row[0] = 1;
  const sums: Float64Array[] = last.map(() => new Float64Array(r));
  let later = 0;
  for (let h = 0; h < steps; h++) {
    let value = model.mean + dot(row, state);
    // From the innermost difference outwards: each is the one within, summed up.
    let weights: Float64Array = row;
    for (let d = last.length - 1; d >= 0; d--) {
      value = (totals[d] ?? 0) + value;
      totals[d] = value;
      weights = (sums[d] ?? weights).map((sum, i) => sum + (weights[i] ?? 0));
      sums[d] = weights;
    }
    mean[h] = value;
    variance[h] = model.variance * (quadratic(weights, covariance) + later);
    later += dot(weights, shock) ** 2;
    row = timesTransition(row, phi);
  }
  return { mean, variance };
}

/** z T: T has φ in its first column and ones above its diagonal. */
function timesTransition(row: Float64Array, phi: Float64Array): Float64Array<ArrayBuffer> {
  const next = new Float64Array(row.length);
  next.set(row.subarray(0, -1), 1);
  next[0] = dot(row, phi);
  return next;
}

function dot(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i] ?? 0) * (b[i] ?? 0);
  return sum;
}

function quadratic(row: Float64Array, matrix: readonly number[]): number {
  const r = row.length;
  let sum = 0;
  for (let i = 0; i < r; i++) {
    sum += (row[i] ?? 0) ** 2 * (matrix[i * r + i] ?? 0);
    // The upper triangle is kept: the matrix is symmetric.
    for (let j = i + 1; j < r; j++) sum += 2 * (row[i] ?? 0) * (row[j] ?? 0) * (matrix[i * r + j] ?? 0);
  }
  return sum;
}
