import { toldOf } from "../columns.ts";
import type { BatchKernel } from "../kernel.ts";
import { pushSum, type RollingSum, rollingSum, sumColumn } from "../parts/rolling-sum.ts";
import { typicalPrice } from "../parts/typical-price.ts";
import { checkPeriod } from "../period.ts";

export type MfiParameters = { readonly period: number };

export interface MfiState {
  seen: boolean;
  previous: number;
  readonly inflow: RollingSum;
  readonly outflow: RollingSum;
}

/**
 * Money flow index (Quong and Soudack): 100 × inflow / (inflow + outflow) over n bars, where a bar's typical price ×
 * volume flows in when the typical price rose, out when it fell. 0 to 100, 0 where no money flowed; first value at
 * bar n + 1. As TA-Lib's MFI, which however calls any flow below one unit none.
 */
export const mfi: BatchKernel<MfiParameters, MfiState, number> = {
  id: "mfi",
  title: "Money flow index",
  defaults: { period: 14 },
  warmUp: ({ period }) => period + 1,
  forgets: true,
  settles: ({ period }) => ({ bars: period + 1 }),
  init({ period }) {
    checkPeriod("period", period, 2);
    return { seen: false, previous: 0, inflow: rollingSum(period), outflow: rollingSum(period) };
  },
  step(state, bar) {
    const { previous } = state;
    const price = typicalPrice(bar.high, bar.low, bar.close);
    state.previous = price;
    if (!state.seen) {
      state.seen = true;
      return null;
    }
    const money = price * bar.volume;
    const inflow = pushSum(state.inflow, isAbove(previous, price) * money);
    const outflow = pushSum(state.outflow, isAbove(price, previous) * money);
    return toldOf(share(inflow, outflow));
  },
  batch(parameters, bars) {
    const { inflow } = mfi.init(parameters);
    const { high, low, close, volume } = bars;
    const length = close.length;
    const rising = new Float64Array(length);
    const falling = new Float64Array(length);
    let previous = typicalPrice(high[0] ?? 0, low[0] ?? 0, close[0] ?? 0);
    for (let i = 1; i < length; i++) {
      const price = typicalPrice(high[i] ?? 0, low[i] ?? 0, close[i] ?? 0);
      const money = price * (volume[i] ?? 0);
      rising[i] = isAbove(previous, price) * money;
      falling[i] = isAbove(price, previous) * money;
      previous = price;
    }
    const value = sumColumn(rising, inflow.period, 1);
    const outflows = sumColumn(falling, inflow.period, 1);
    for (let i = 0; i < length; i++) value[i] = share(value[i] ?? 0, outflows[i] ?? 0);
    return { value };
  },
};

/**
 * Typical prices of the same cents can differ by the rounding of their sums: what is no more than that is no move. As
 * TA-Lib, of which whole series tell that it does so.
 */
const ROUNDING = 1e-14;

/** 1 where `price` is above `previous`, else 0. */
function isAbove(previous: number, price: number): number {
  return Number(price - previous > price * ROUNDING);
}

function share(inflow: number, outflow: number): number {
  const flow = inflow + outflow;
  return flow === 0 ? 0 : 100 * (inflow / flow);
}
