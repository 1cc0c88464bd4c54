import type { PriceBar } from "../indicators/kernel.ts";
import { logRatio } from "../indicators/parts/log-ratio.ts";

/** Bars of the volatility that returns are scaled by ([FC-4]). */
export const SIGMA_BARS = 24;
/** Added, so that a flat market can be divided by. */
const LEAST_SIGMA = 1e-6;

/** Sample standard deviation (n − 1), by two passes; 0 of fewer than two numbers. */
export function deviation(numbers: Float64Array): number {
  const n = numbers.length;
  if (n < 2) return 0;
  const origin = numbers[0] ?? 0;
  let sum = 0;
  for (const one of numbers) sum += one - origin;
  const mean = sum / n;
  let squares = 0;
  for (const one of numbers) squares += (one - origin - mean) ** 2;
  return Math.sqrt(squares / (n - 1));
}

/**
 * 24-bar σ: the sample standard deviation of the last 24 one-bar log returns up to the bar at `index`, plus 0.000001
 * ([FC-4]). Of fewer where the series is younger.
 */
export function sigma24(bars: readonly PriceBar[], index: number): number {
  const count = Math.min(SIGMA_BARS, index);
  const returns = new Float64Array(count);
  for (let k = 0; k < count; k++) {
    const at = index - count + k;
    returns[k] = logRatio(bars[at]?.close ?? 1, bars[at + 1]?.close ?? 1);
  }
  return deviation(returns) + LEAST_SIGMA;
}
