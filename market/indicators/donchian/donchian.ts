import type { BatchKernel } from "../kernel.ts";
import { pushRange, type Range, rangeOf } from "../parts/range.ts";
import { rangeColumns } from "../parts/range-columns.ts";
import { checkPeriod } from "../period.ts";

export type DonchianParameters = { readonly period: number };
export type DonchianValue = { readonly upper: number; readonly middle: number; readonly lower: number };

/**
 * Donchian channel: the highest high and the lowest low of the last n bars, the bar itself included, and the middle
 * between them. Quote units; first value at bar n. As TA-Lib's MAX, MIDPRICE, MIN.
 */
export const donchian: BatchKernel<DonchianParameters, Range, DonchianValue> = {
  id: "donchian",
  title: "Donchian channel",
  defaults: { period: 20 },
  warmUp: ({ period }) => period,
  forgets: true,
  settles: ({ period }) => ({ bars: period }),
  init({ period }) {
    checkPeriod("period", period);
    return rangeOf(period);
  },
  step(state, bar) {
    if (!pushRange(state, bar.high, bar.low)) return null;
    const { highest, lowest } = state;
    return { upper: highest, middle: (highest + lowest) / 2, lower: lowest };
  },
  batch(parameters, bars) {
    const { period } = donchian.init(parameters);
    const { highest: upper, lowest: lower } = rangeColumns(bars.high, bars.low, period);
    const middle = new Float64Array(upper.length);
    for (let i = 0; i < middle.length; i++) middle[i] = ((upper[i] ?? 0) + (lower[i] ?? 0)) / 2;
    return { upper, middle, lower };
  },
};
