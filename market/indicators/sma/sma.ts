import type { Kernel } from "../kernel.ts";
import { pushSum, type RollingSum, rollingSum } from "../parts/rolling-sum.ts";
import { checkPeriod } from "../period.ts";

export type SmaParameters = { readonly period: number };

/** Simple moving average: the mean of the last n closes. Quote units; first value at bar n. As TA-Lib's SMA. */
export const sma: Kernel<SmaParameters, RollingSum, number> = {
  id: "sma",
  title: "Simple moving average",
  defaults: { period: 20 },
  warmUp: ({ period }) => period,
  forgets: true,
  settles: ({ period }) => ({ bars: period }),
  init({ period }) {
    checkPeriod("period", period);
    return rollingSum(period);
  },
  step(state, bar) {
    const sum = pushSum(state, bar.close);
    return sum === null ? null : sum / state.window.period;
  },
};
