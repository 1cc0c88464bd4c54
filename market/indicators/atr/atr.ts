import { toldOf } from "../columns.ts";
import type { BatchKernel } from "../kernel.ts";
import {
  type AverageRange,
  averageRange,
  averageRangeColumn,
  pushAverageRange,
} from "../parts/average-range.ts";
import { checkPeriod } from "../period.ts";
import { barsToFade } from "../settling.ts";

export type AtrParameters = { readonly period: number };

/**
 * Average true range (Wilder 1978): Wilder's average of true ranges. The first bar has none, for want of a close
 * before it. Quote units; first value at bar n + 1. As TA-Lib's ATR.
 */
export const atr: BatchKernel<AtrParameters, AverageRange, number> = {
  id: "atr",
  title: "Average true range",
  defaults: { period: 14 },
  warmUp: ({ period }) => period + 1,
  forgets: false,
  settles: ({ period }) => ({ bars: 1 + period + barsToFade(1 / period) }),
  init({ period }) {
    checkPeriod("period", period);
    return averageRange(period);
  },
  step: (state, bar) => toldOf(pushAverageRange(state, bar.high, bar.low, bar.close)),
  batch(parameters, bars) {
    atr.init(parameters);
    return { value: averageRangeColumn(bars.high, bars.low, bars.close, parameters.period) };
  },
};
