import { logRatio } from "../../indicators/parts/log-ratio.ts";
import { type ArmaModel, stateSpaceOf } from "./arma.ts";
import { stationaryCovariance } from "./stationary-covariance.ts";

/** Innovations of a series under an ARMA model with σ² = 1: sums that any mean and variance follow from. */
export interface InnovationSums {
  /** Σ ln F_t: F_t is the variance of the innovation of t. */
  readonly logDeterminant: number;
  /** Σ v_t² / F_t of the series; of the series and a series of ones; of the ones. */
  readonly squares: number;
  readonly crossed: number;
  readonly ones: number;
}

/** From here on the filter has forgotten how it began: F − 1 is only rounding. */
const STEADY = 1e-13;
const LARGE = 1e100;
const LN_TWO_PI = 1.8378770664093453;

/**
 * One pass of the Kalman filter from the stationary state. After an observation the first of the state is known, so
 * the next covariance needs neither φ nor a product of matrices: P'_ij = P_(i+1)(j+1) + R_i R_j − P_0(i+1) P_0(j+1) / F.
 * It falls to R Rᵀ; from then on the filter is the ARMA recursion itself. Null where the model has no stationary state.
 */
export function innovationSums(
  ar: ArrayLike<number>,
  ma: ArrayLike<number>,
  series: Float64Array,
  hasMean: boolean,
): InnovationSums | null {
  const space = stateSpaceOf(ar, ma);
  const { size: r, ar: phi, shock } = space;
  const p = stationaryCovariance(space);
  if (p === null) return null;
  const state = new Float64Array(r + 1);
  const level = new Float64Array(r + 1);
  const gain = new Float64Array(r);
  let squares = 0;
  let crossed = 0;
  let ones = 0;
  let determinant = 1;
  let logDeterminant = 0;
  let isSteady = false;
  for (let t = 0; t < series.length; t++) {
    const w = series[t] ?? 0;
    const f = isSteady ? 1 : (p[0] ?? 0);
    const v = w - (state[0] ?? 0);
    squares += (v * v) / f;
    if (!isSteady) {
      determinant *= f;
      if (determinant > LARGE) {
        logDeterminant += logRatio(1, determinant);
        determinant = 1;
      }
      for (let i = 0; i < r; i++) gain[i] = i + 1 < r ? (p[i + 1] ?? 0) / f : 0;
    }
    for (let i = 0; i < r; i++) state[i] = (state[i + 1] ?? 0) + (phi[i] ?? 0) * w + (gain[i] ?? 0) * v;
    if (hasMean) {
      const u = 1 - (level[0] ?? 0);
      crossed += (u * v) / f;
      ones += (u * u) / f;
      for (let i = 0; i < r; i++) level[i] = (level[i + 1] ?? 0) + (phi[i] ?? 0) + (gain[i] ?? 0) * u;
    }
    if (isSteady) continue;
    if (!(f > 0)) return null;
    if (f - 1 <= STEADY) {
      isSteady = true;
      for (let i = 0; i < r; i++) gain[i] = i + 1 < r ? (shock[i + 1] ?? 0) : 0;
    } else stepCovariance(p, shock, gain, f);
  }
  if (!(determinant > 0) || !Number.isFinite(determinant) || !Number.isFinite(squares)) return null;
  return { logDeterminant: logDeterminant + logRatio(1, determinant), squares, crossed, ones };
}

/** The covariance of the state before the next observation, in place; `gain` is P_0(i+1) / F. */
export function stepCovariance(p: Float64Array, shock: Float64Array, gain: Float64Array, f: number): void {
  const r = shock.length;
  for (let i = 0; i < r; i++) {
    for (let j = i; j < r; j++) {
      const next = j + 1 < r ? (p[(i + 1) * r + j + 1] ?? 0) : 0;
      p[i * r + j] = next + (shock[i] ?? 0) * (shock[j] ?? 0) - (gain[i] ?? 0) * (gain[j] ?? 0) * f;
    }
  }
}

/**
 * The exact Gaussian log-likelihood of a series under a model: that of statsmodels' SARIMAX without differences.
 * −∞ where the model is not stationary.
 */
export function logLikelihood({ ar, ma, mean, variance }: ArmaModel, series: Float64Array): number {
  const centred = series.map((w) => w - mean);
  const sums = innovationSums(ar, ma, centred, false);
  if (sums === null || !(variance > 0) || !Number.isFinite(variance)) return Number.NEGATIVE_INFINITY;
  const n = series.length;
  return -0.5 * (n * (LN_TWO_PI + logRatio(1, variance)) + sums.logDeterminant + sums.squares / variance);
}

/** The best mean and variance there are for given φ and θ, and the log-likelihood with them. */
export interface Concentrated {
  readonly mean: number;
  readonly variance: number;
  readonly logLikelihood: number;
}

/** With σ², and the mean where the model has one, maximised out: both are least squares of innovations. */
export function concentrated(sums: InnovationSums, n: number, hasMean: boolean): Concentrated | null {
  const mean = hasMean ? sums.crossed / sums.ones : 0;
  const variance = (sums.squares - (hasMean ? mean * sums.crossed : 0)) / n;
  if (!(variance > Number.MIN_VALUE) || !Number.isFinite(variance)) return null;
  const logLikelihood = -0.5 * (n * (LN_TWO_PI + 1 + logRatio(1, variance)) + sums.logDeterminant);
  return { mean, variance, logLikelihood };
}
