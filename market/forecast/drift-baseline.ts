import type { PriceBar } from "../indicators/kernel.ts";
import { logRatio } from "../indicators/parts/log-ratio.ts";
import type { Timeframe } from "../time/timeframe.ts";
import { horizonsOf } from "./horizons.ts";
import { LEAST_NAIVE_RETURNS, NAIVE_RETURNS } from "./naive.ts";
import type { Outlook } from "./outlook.ts";
import { deviation } from "./sigma.ts";

/** Quantiles of the standard normal distribution at .975 and .9. */
const OUTER = 1.959963984540054;
const INNER = 1.2815515655446004;

/**
 * A random walk with drift ([FC-21]; Hyndman and Athanasopoulos, Forecasting: principles and practice, 5.2 and 5.5):
 * the mean m of the last n = 500 one-bar log returns goes on, h m is the median of h bars; around it normal quantiles
 * with deviation s √(h (1 + h / n)), s being the returns' sample deviation. A gap counts as one bar. It says nothing
 * of variance and classes; nothing at all with fewer than 40 returns.
 * @param bars oldest first; the last 501 up to `index` decide.
 */
export function driftOutlook(bars: readonly PriceBar[], index: number, timeframe: Timeframe): Outlook {
  const n = Math.min(NAIVE_RETURNS, index);
  const returns = new Float64Array(n);
  for (let k = 0; k < n; k++) {
    const at = index - n + k;
    returns[k] = logRatio(bars[at]?.close ?? 1, bars[at + 1]?.close ?? 1);
  }
  const mean = returns.reduce((sum, one) => sum + one, 0) / n;
  const spread = deviation(returns);
  return {
    horizons: horizonsOf(timeframe).map((horizon) => {
      if (n < LEAST_NAIVE_RETURNS) return { horizon, quantiles: null, variance: null };
      const median = horizon * mean;
      const unit = spread * Math.sqrt(horizon * (1 + horizon / n));
      const [outer, inner] = [OUTER * unit, INNER * unit];
      return {
        horizon,
        quantiles: [median - outer, median - inner, median, median + inner, median + outer],
        variance: null,
      };
    }),
    probabilities: null,
  };
}
