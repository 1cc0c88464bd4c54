import type { BatchKernel } from "../kernel.ts";
import { deviationsOfNewest } from "../parts/mean-deviation.ts";
import { typicalPrice, typicalPriceColumn } from "../parts/typical-price.ts";
import { pushWindow, type Window, windowOf } from "../parts/window.ts";
import { checkPeriod } from "../period.ts";

export type CciParameters = { readonly period: number };

const LAMBERT = 0.015;

/**
 * Commodity channel index (Lambert): distance of the typical price from its mean of n bars, in units of 0.015 mean
 * deviations; 0 where it does not deviate. First value at bar n. As TA-Lib's CCI.
 */
export const cci: BatchKernel<CciParameters, Window, number> = {
  id: "cci",
  title: "Commodity channel index",
  defaults: { period: 20 },
  warmUp: ({ period }) => period,
  forgets: true,
  settles: ({ period }) => ({ bars: period }),
  init({ period }) {
    checkPeriod("period", period, 2);
    return windowOf(period);
  },
  step(state, bar) {
    const price = typicalPrice(bar.high, bar.low, bar.close);
    pushWindow(state, price);
    if (!state.filled) return null;
    const { values, next, period } = state;
    return deviationsOfNewest(values, next, period - next, next, price) / LAMBERT;
  },
  batch(parameters, bars) {
    const { period } = cci.init(parameters);
    const prices = typicalPriceColumn(bars);
    const value = new Float64Array(prices.length).fill(Number.NaN, 0, period - 1);
    for (let i = period - 1; i < prices.length; i++) {
      value[i] = deviationsOfNewest(prices, i + 1 - period, period, 0, prices[i] ?? 0) / LAMBERT;
    }
    return { value };
  },
};
