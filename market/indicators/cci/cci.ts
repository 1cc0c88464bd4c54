import type { Kernel } from "../kernel.ts";
import { meanDeviation } from "../parts/deviation.ts";
import { pushSum, type RollingSum, rollingSum } from "../parts/rolling-sum.ts";
import { typicalPrice } from "../parts/typical-price.ts";
import { checkPeriod } from "../period.ts";

export type CciParameters = { readonly period: number };

const LAMBERT = 0.015;

/**
 * Commodity channel index (Lambert): distance of the typical price from its mean of n bars, in units of 0.015 mean
 * deviations; 0 where it does not deviate. First value at bar n. As TA-Lib's CCI.
 */
export const cci: Kernel<CciParameters, RollingSum, number> = {
  id: "cci",
  title: "Commodity channel index",
  defaults: { period: 20 },
  warmUp: ({ period }) => period,
  forgets: true,
  settles: ({ period }) => ({ bars: period }),
  init({ period }) {
    checkPeriod("period", period, 2);
    return rollingSum(period);
  },
  step(state, bar) {
    const price = typicalPrice(bar);
    const sum = pushSum(state, price);
    if (sum === null) return null;
    const mean = sum / state.window.period;
    const deviation = meanDeviation(state.window, mean);
    // A flat price can differ from its mean by the mean's rounding: no more than that is no deviation.
    return deviation <= Math.abs(mean) * Number.EPSILON ? 0 : (price - mean) / (LAMBERT * deviation);
  },
};
