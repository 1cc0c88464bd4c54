import type { BatchKernel } from "../kernel.ts";
import { pushRange, type Range, rangeOf } from "../parts/range.ts";
import { rangeColumns } from "../parts/range-columns.ts";
import { checkPeriod } from "../period.ts";

export type WilliamsRParameters = { readonly period: number };

/**
 * Williams %R: how far the close is below the highest high of n bars, in percent of their range: −100 to 0; 0 in a
 * range without height. First value at bar n. As TA-Lib's WILLR.
 */
export const williamsR: BatchKernel<WilliamsRParameters, Range, number> = {
  id: "williams-r",
  title: "Williams %R",
  defaults: { period: 14 },
  warmUp: ({ period }) => period,
  forgets: true,
  settles: ({ period }) => ({ bars: period }),
  init({ period }) {
    checkPeriod("period", period, 2);
    return rangeOf(period);
  },
  step: (state, bar) =>
    pushRange(state, bar.high, bar.low) ? below(state.highest, state.lowest, bar.close) : null,
  batch(parameters, bars) {
    const { period } = williamsR.init(parameters);
    const { highest, lowest } = rangeColumns(bars.high, bars.low, period);
    for (let i = 0; i < highest.length; i++) {
      highest[i] = below(highest[i] ?? 0, lowest[i] ?? 0, bars.close[i] ?? 0);
    }
    return { value: highest };
  },
};

function below(highest: number, lowest: number, close: number): number {
  const height = highest - lowest;
  return height === 0 ? 0 : 100 * ((close - highest) / height);
}
