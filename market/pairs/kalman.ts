import type { LogPrices } from "./log-prices.ts";

/** The filter remembers this part of its window. */
const MEMORY = 1 / 4;

/**
 * The hedge ratio as a random walk: ỹ_t = β_t x̃_t + ε, β_t = β_(t−1) + η, with ỹ, x̃ the log prices less their means in
 * the window, by a Kalman filter that knows nothing at the window's first bar (the information form has an exact
 * diffuse beginning). Only the ratio of the noises matters: var η / var ε = n / (K² Sxx), by which the filter in steady
 * state weighs a bar K = n / 4 bars old at 1/e. So it is a function of the window alone, and of no unit.
 * Null where x is constant.
 */
export function kalmanHedgeRatio({ y, x }: LogPrices): number | null {
  const n = x.length;
  const x0 = x[0] ?? 0;
  const y0 = y[0] ?? 0;
  let sumX = 0;
  let sumY = 0;
  for (let i = 0; i < n; i++) {
    sumX += (x[i] ?? 0) - x0;
    sumY += (y[i] ?? 0) - y0;
  }
  const meanX = sumX / n;
  const meanY = sumY / n;
  let sxx = 0;
  for (let i = 0; i < n; i++) sxx += ((x[i] ?? 0) - x0 - meanX) ** 2;
  if (!(sxx > 0)) return null;
  const memory = n * MEMORY;
  const noise = n / (memory * memory * sxx);
  let ratio = 0;
  /** The inverse of the variance of `ratio`, in units of var ε. */
  let information = 0;
  for (let i = 0; i < n; i++) {
    const dx = (x[i] ?? 0) - x0 - meanX;
    const dy = (y[i] ?? 0) - y0 - meanY;
    information /= 1 + information * noise;
    information += dx * dx;
    if (information > 0) ratio += (dx / information) * (dy - ratio * dx);
  }
  return ratio;
}
