import { toldOf } from "../columns.ts";
import type { BatchKernel } from "../kernel.ts";
import { meanColumn, pushMean, type RollingMean, rollingMean } from "../parts/rolling-mean.ts";
import { checkPeriod } from "../period.ts";

export type SmaParameters = { readonly period: number };

/** Simple moving average: the mean of the last n closes. Quote units; first value at bar n. As TA-Lib's SMA. */
export const sma: BatchKernel<SmaParameters, RollingMean, number> = {
  id: "sma",
  title: "Simple moving average",
  defaults: { period: 20 },
  warmUp: ({ period }) => period,
  forgets: true,
  settles: ({ period }) => ({ bars: period }),
  init({ period }) {
    checkPeriod("period", period);
    return rollingMean(period);
  },
  step: (state, bar) => toldOf(pushMean(state, bar.close)),
  batch(parameters, bars) {
    const { period } = sma.init(parameters);
    return { value: meanColumn(bars.close, period) };
  },
};
