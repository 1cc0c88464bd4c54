import { logRatio } from "../../indicators/parts/log-ratio.ts";
import { exponential } from "../../statistics/exponential.ts";
import type { ArmaModel } from "./arma.ts";
import { type Innovations, innovationsOf } from "./innovations.ts";

const LN_TWO_PI = 1.8378770664093453;

/**
 * The exact Gaussian log-likelihood of a series under a model: that of statsmodels' SARIMAX without differences.
 * −∞ where the model is not stationary.
 */
export function logLikelihood({ ar, ma, mean, variance }: ArmaModel, series: Float64Array): number {
  const n = series.length;
  const centred = series.map((w) => w - mean);
  const found = innovationsOf(ar, ma, centred, false);
  if (found === null || !(variance > 0) || !Number.isFinite(variance)) return Number.NEGATIVE_INFINITY;
  const squares = dot(found.values, found.values);
  return -0.5 * (n * (LN_TWO_PI + logRatio(1, variance)) + found.logDeterminant + squares / variance);
}

/** The best mean and variance there are for given φ and θ, and the log-likelihood with them. */
export interface Concentrated {
  readonly mean: number;
  readonly variance: number;
  readonly logLikelihood: number;
  /** Innovations around the mean over their deviations, all times the geometric mean of the latter. */
  readonly residuals: Float64Array;
}

/**
 * With σ², and the mean where the series of ones was filtered too, maximised out: both are least squares. The
 * log-likelihood is then −n/2 (ln 2π + 1 + ln(Σ e² / n)) of the residuals e: the greatest where these are least.
 */
export function concentrated({ values, ones, logDeterminant }: Innovations): Concentrated | null {
  const n = values.length;
  const mean = ones === null ? 0 : dot(values, ones) / dot(ones, ones);
  const scale = exponential(logDeterminant / (2 * n));
  let squares = 0;
  const residuals = new Float64Array(n);
  for (let t = 0; t < n; t++) {
    const rest = (values[t] ?? 0) - (ones === null ? 0 : mean * (ones[t] ?? 0));
    squares += rest * rest;
    residuals[t] = rest * scale;
  }
  const variance = squares / n;
  if (!(variance > Number.MIN_VALUE) || !Number.isFinite(variance) || !Number.isFinite(scale)) return null;
  const likelihood = -0.5 * (n * (LN_TWO_PI + 1 + logRatio(1, variance)) + logDeterminant);
  return { mean, variance, logLikelihood: likelihood, residuals };
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let t = 0; t < a.length; t++) sum += (a[t] ?? 0) * (b[t] ?? 0);
  return sum;
}
