import type { LogPrices } from "./log-prices.ts";

/** A least squares line y = intercept + slope x, and what it leaves. */
export interface Line {
  readonly slope: number;
  readonly intercept: number;
  /** y − intercept − slope x, in the order of the points. */
  readonly residuals: Float64Array;
  /** Sums of squares around the means: of x, of y, and of the residuals. */
  readonly sxx: number;
  readonly syy: number;
  readonly sse: number;
}

/**
 * Ordinary least squares with an intercept, by two passes around the first point: nothing cancels, and a constant x has
 * a sum of squares of exactly 0. Null where x is constant or there are fewer than two points.
 */
export function leastSquaresLine({ y, x }: LogPrices): Line | null {
  const n = x.length;
  const x0 = x[0];
  const y0 = y[0];
  if (x0 === undefined || y0 === undefined || n < 2) return null;
  let sumX = 0;
  let sumY = 0;
  for (let i = 0; i < n; i++) {
    sumX += (x[i] ?? 0) - x0;
    sumY += (y[i] ?? 0) - y0;
  }
  const meanX = sumX / n;
  const meanY = sumY / n;
  let sxx = 0;
  let sxy = 0;
  let syy = 0;
  for (let i = 0; i < n; i++) {
    const dx = (x[i] ?? 0) - x0 - meanX;
    const dy = (y[i] ?? 0) - y0 - meanY;
    sxx += dx * dx;
    sxy += dx * dy;
    syy += dy * dy;
  }
  if (sxx === 0) return null;
  const slope = sxy / sxx;
  const residuals = new Float64Array(n);
  let sse = 0;
  for (let i = 0; i < n; i++) {
    const residual = (y[i] ?? 0) - y0 - meanY - slope * ((x[i] ?? 0) - x0 - meanX);
    residuals[i] = residual;
    sse += residual * residual;
  }
  return { slope, intercept: y0 + meanY - slope * (x0 + meanX), residuals, sxx, syy, sse };
}
