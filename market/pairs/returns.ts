import type { LogPrices } from "./log-prices.ts";

/** How the logarithmic returns of two symbols go together. Null where one of them is constant. */
export interface ReturnsTogether {
  /** Pearson's. */
  readonly correlation: number | null;
  /** Covariance over the variance of symbol2's returns. */
  readonly beta: number | null;
}

/** Of the returns between neighbours in the window: one fewer than bars. By two passes, as `leastSquaresLine`. */
export function returnsTogether({ y, x }: LogPrices): ReturnsTogether {
  const n = x.length - 1;
  let sumX = 0;
  let sumY = 0;
  const dx0 = (x[1] ?? 0) - (x[0] ?? 0);
  const dy0 = (y[1] ?? 0) - (y[0] ?? 0);
  for (let i = 1; i <= n; i++) {
    sumX += (x[i] ?? 0) - (x[i - 1] ?? 0) - dx0;
    sumY += (y[i] ?? 0) - (y[i - 1] ?? 0) - dy0;
  }
  const meanX = sumX / n;
  const meanY = sumY / n;
  let sxx = 0;
  let sxy = 0;
  let syy = 0;
  for (let i = 1; i <= n; i++) {
    const dx = (x[i] ?? 0) - (x[i - 1] ?? 0) - dx0 - meanX;
    const dy = (y[i] ?? 0) - (y[i - 1] ?? 0) - dy0 - meanY;
    sxx += dx * dx;
    sxy += dx * dy;
    syy += dy * dy;
  }
  if (!(sxx > 0)) return { correlation: null, beta: null };
  if (!(syy > 0)) return { correlation: null, beta: 0 };
  const correlation = sxy / (Math.sqrt(sxx) * Math.sqrt(syy));
  // Rounding may lead a hair beyond.
  return { correlation: Math.max(-1, Math.min(1, correlation)), beta: sxy / sxx };
}
