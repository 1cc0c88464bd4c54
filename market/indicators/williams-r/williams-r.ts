import type { Kernel } from "../kernel.ts";
import { pushRange, type Range, rangeOf } from "../parts/range.ts";
import { checkPeriod } from "../period.ts";

export type WilliamsRParameters = { readonly period: number };

/**
 * Williams %R: how far the close is below the highest high of n bars, in percent of their range: −100 to 0; 0 in a
 * range without height. First value at bar n. As TA-Lib's WILLR.
 */
export const williamsR: Kernel<WilliamsRParameters, Range, number> = {
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
  step(state, bar) {
    const position = pushRange(state, bar.high, bar.low, bar.close);
    if (position === null) return null;
    return position === undefined ? 0 : 100 * (position - 1);
  },
};
