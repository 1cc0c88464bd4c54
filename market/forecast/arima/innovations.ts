import { logRatio } from "../../indicators/parts/log-ratio.ts";
import { stateSpaceOf } from "./arma.ts";
import { stationaryCovariance } from "./stationary-covariance.ts";

/** What each number of a series adds to what the ones before it told, under an ARMA model with σ² = 1. */
export interface Innovations {
  /** Innovations over their deviations: v_t / √F_t. */
  readonly values: Float64Array;
  /** The same of a series of ones, which means are found by; null where it was not asked for. */
  readonly ones: Float64Array | null;
  /** Σ ln F_t. */
  readonly logDeterminant: number;
}

/** From here on the filter has forgotten how it began: F − 1 is only rounding. */
const STEADY = 1e-13;
const LARGE = 1e100;

/**
 * One pass of the Kalman filter from the stationary state. After an observation the first of the state is known, so
 * the next covariance needs neither φ nor a product of matrices: P'_ij = P_(i+1)(j+1) + R_i R_j − P_0(i+1) P_0(j+1) / F.
 * It falls to R Rᵀ; from then on the filter is the ARMA recursion itself. Null where the model has no stationary state.
 */
export function innovationsOf(
  ar: ArrayLike<number>,
  ma: ArrayLike<number>,
  series: Float64Array,
  hasOnes: boolean,
): Innovations | null {
  const space = stateSpaceOf(ar, ma);
  const { size: r, ar: phi, shock } = space;
  const p = stationaryCovariance(space);
  if (p === null) return null;
  const n = series.length;
  const values = new Float64Array(n);
  const ones = hasOnes ? new Float64Array(n) : null;
  const state = new Float64Array(r + 1);
  const level = new Float64Array(r + 1);
  const gain = new Float64Array(r);
  let determinant = 1;
  let logDeterminant = 0;
  // After the steady point the state holds what the last r gains made of it: then they were all steady.
  let left = r;
  let t = 0;
  for (; t < n && left > 0; t++) {
    const f = p[0] ?? 0;
    if (!(f > 0)) return null;
    if (f - 1 <= STEADY) left -= 1;
    const deviation = Math.sqrt(f);
    determinant *= f;
    if (determinant > LARGE) {
      logDeterminant += logRatio(1, determinant);
      determinant = 1;
    }
    stepCovariance(p, shock, gain);
    const w = series[t] ?? 0;
    values[t] = stepState(state, phi, gain, w) / deviation;
    if (ones !== null) ones[t] = stepState(level, phi, gain, 1) / deviation;
  }
  if (!(determinant > 0) || !Number.isFinite(determinant)) return null;
  recur(ar, ma, series, values, t);
  if (ones !== null) recur(ar, ma, new Float64Array(n).fill(1), ones, t);
  return { values, ones, logDeterminant: logDeterminant + logRatio(1, determinant) };
}

/** The state before the next observation, in place. @returns the innovation. */
export function stepState(state: Float64Array, phi: Float64Array, gain: Float64Array, w: number): number {
  const v = w - (state[0] ?? 0);
  const r = phi.length;
  for (let i = 0; i < r; i++) state[i] = (state[i + 1] ?? 0) + (phi[i] ?? 0) * w + (gain[i] ?? 0) * v;
  return v;
}

/** Where the filter is steady: v_t = w_t − Σ φ_i w_(t−i) − Σ θ_j v_(t−j), from `from` on. */
function recur(
  ar: ArrayLike<number>,
  ma: ArrayLike<number>,
  series: Float64Array,
  values: Float64Array,
  from: number,
): void {
  const n = series.length;
  const p = ar.length;
  const q = ma.length;
  for (let t = from; t < n; t++) {
    let v = series[t] ?? 0;
    for (let i = 0; i < p; i++) v -= (ar[i] ?? 0) * (series[t - 1 - i] ?? 0);
    for (let j = 0; j < q; j++) v -= (ma[j] ?? 0) * (values[t - 1 - j] ?? 0);
    values[t] = v;
  }
}

/** From the covariance before an observation to the one before the next, in place; `gain` becomes P_0(i+1) / F. */
export function stepCovariance(p: Float64Array, shock: Float64Array, gain: Float64Array): void {
  const r = shock.length;
  const f = p[0] ?? 0;
  for (let i = 0; i < r; i++) gain[i] = i + 1 < r ? (p[i + 1] ?? 0) / f : 0;
  for (let i = 0; i < r; i++) {
    const factor = (gain[i] ?? 0) * f;
    for (let j = i; j < r; j++) {
      const next = j + 1 < r ? (p[(i + 1) * r + j + 1] ?? 0) : 0;
      p[i * r + j] = next + (shock[i] ?? 0) * (shock[j] ?? 0) - factor * (gain[j] ?? 0);
    }
  }
}
