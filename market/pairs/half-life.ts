import { logRatio } from "../indicators/parts/log-ratio.ts";

/**
 * Bars after which half of a deviation from the mean is gone: −ln 2 / ln φ, φ the least squares coefficient of
 * s_t = c + φ s_(t−1) + ε. Null where φ is not between 0 and 1: then the series does not return.
 */
export function halfLife(spread: Float64Array): number | null {
  const n = spread.length - 1;
  let sumX = 0;
  let sumY = 0;
  for (let i = 0; i < n; i++) {
    sumX += spread[i] ?? 0;
    sumY += spread[i + 1] ?? 0;
  }
  const meanX = sumX / n;
  const meanY = sumY / n;
  let sxx = 0;
  let sxy = 0;
  for (let i = 0; i < n; i++) {
    const dx = (spread[i] ?? 0) - meanX;
    sxx += dx * dx;
    sxy += dx * ((spread[i + 1] ?? 0) - meanY);
  }
  const phi = sxy / sxx;
  return phi > 0 && phi < 1 ? -Math.LN2 / logRatio(1, phi) : null;
}
