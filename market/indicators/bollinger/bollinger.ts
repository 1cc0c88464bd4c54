import type { Kernel } from "../kernel.ts";
import { standardDeviation } from "../parts/deviation.ts";
import { pushSum, type RollingSum, rollingSum } from "../parts/rolling-sum.ts";
import { checkPeriod } from "../period.ts";

export type BollingerParameters = { readonly period: number; readonly deviations: number };
export type BollingerValue = { readonly upper: number; readonly middle: number; readonly lower: number };

export interface BollingerState {
  readonly closes: RollingSum;
  readonly deviations: number;
}

/**
 * Bollinger bands: the mean of the last n closes, and k population standard deviations above and below. Quote units;
 * first value at bar n. As TA-Lib's BBANDS with simple averages.
 */
export const bollinger: Kernel<BollingerParameters, BollingerState, BollingerValue> = {
  id: "bollinger",
  title: "Bollinger bands",
  defaults: { period: 20, deviations: 2 },
  warmUp: ({ period }) => period,
  forgets: true,
  settles: ({ period }) => ({ bars: period }),
  init({ period, deviations }) {
    checkPeriod("period", period, 2);
    if (!(deviations > 0 && deviations <= 100)) {
      throw new RangeError(`deviations must be above 0 and at most 100: ${deviations}`);
    }
    return { closes: rollingSum(period), deviations };
  },
  step(state, bar) {
    const sum = pushSum(state.closes, bar.close);
    if (sum === null) return null;
    const middle = sum / state.closes.window.period;
    const reach = state.deviations * standardDeviation(state.closes.window);
    return { upper: middle + reach, middle, lower: middle - reach };
  },
};
