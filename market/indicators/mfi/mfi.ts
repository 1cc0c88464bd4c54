import type { Kernel } from "../kernel.ts";
import { pushSum, type RollingSum, rollingSum } from "../parts/rolling-sum.ts";
import { typicalPrice } from "../parts/typical-price.ts";
import { checkPeriod } from "../period.ts";

export type MfiParameters = { readonly period: number };

export interface MfiState {
  previous: number | null;
  readonly inflow: RollingSum;
  readonly outflow: RollingSum;
}

/**
 * Money flow index (Quong and Soudack): 100 × inflow / (inflow + outflow) over n bars, where a bar's typical price ×
 * volume flows in when the typical price rose, out when it fell. 0 to 100, 0 where no money flowed; first value at
 * bar n + 1. As TA-Lib's MFI, which however calls any flow below one unit none.
 */
export const mfi: Kernel<MfiParameters, MfiState, number> = {
  id: "mfi",
  title: "Money flow index",
  defaults: { period: 14 },
  warmUp: ({ period }) => period + 1,
  forgets: true,
  settles: ({ period }) => ({ bars: period + 1 }),
  init({ period }) {
    checkPeriod("period", period, 2);
    return { previous: null, inflow: rollingSum(period), outflow: rollingSum(period) };
  },
  step(state, bar) {
    const { previous } = state;
    const price = typicalPrice(bar);
    state.previous = price;
    if (previous === null) return null;
    const money = price * bar.volume;
    const inflow = pushSum(state.inflow, price > previous ? money : 0);
    const outflow = pushSum(state.outflow, price < previous ? money : 0);
    if (inflow === null || outflow === null) return null;
    const flow = inflow + outflow;
    return flow === 0 ? 0 : 100 * (inflow / flow);
  },
};
