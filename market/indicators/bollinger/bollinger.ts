import type { BatchKernel } from "../kernel.ts";
import { momentColumns, pushMoments, type RollingMoments, rollingMoments } from "../parts/rolling-moments.ts";
import { checkFactor, checkPeriod } from "../period.ts";

export type BollingerParameters = { readonly period: number; readonly deviations: number };
export type BollingerValue = { readonly upper: number; readonly middle: number; readonly lower: number };

export interface BollingerState {
  readonly closes: RollingMoments;
  readonly deviations: number;
}

/**
 * Bollinger bands: the mean of the last n closes, and k population standard deviations above and below. Quote units;
 * first value at bar n. As TA-Lib's BBANDS with simple averages.
 */
export const bollinger: BatchKernel<BollingerParameters, BollingerState, BollingerValue> = {
  id: "bollinger",
  title: "Bollinger bands",
  defaults: { period: 20, deviations: 2 },
  warmUp: ({ period }) => period,
  forgets: true,
  settles: ({ period }) => ({ bars: period }),
  init({ period, deviations }) {
    checkPeriod("period", period, 2);
    checkFactor("deviations", deviations);
    return { closes: rollingMoments(period), deviations };
  },
  step(state, bar) {
    const { closes } = state;
    if (!pushMoments(closes, bar.close)) return null;
    const middle = closes.mean;
    const reach = state.deviations * closes.deviation;
    return { upper: middle + reach, middle, lower: middle - reach };
  },
  batch(parameters, bars) {
    const { closes, deviations } = bollinger.init(parameters);
    const { means, deviations: spreads } = momentColumns(bars.close, closes.period);
    const upper = new Float64Array(means.length);
    // What told the deviations tells the lower band.
    const lower = spreads;
    for (let i = 0; i < means.length; i++) {
      const middle = means[i] ?? 0;
      const reach = deviations * (spreads[i] ?? 0);
      upper[i] = middle + reach;
      lower[i] = middle - reach;
    }
    return { upper, middle: means, lower };
  },
};
