import type { Kernel } from "../kernel.ts";
import { pushSum, type RollingSum, rollingSum } from "../parts/rolling-sum.ts";
import { typicalPrice } from "../parts/typical-price.ts";
import { checkPeriod } from "../period.ts";

export type VwapParameters = { readonly period: number };

export interface VwapState {
  readonly money: RollingSum;
  readonly volume: RollingSum;
}

/**
 * Volume-weighted average price of the last n bars: Σ (typical price × volume) / Σ volume. Quote units; first value
 * at bar n; null where nothing was traded in all n.
 */
export const vwap: Kernel<VwapParameters, VwapState, number> = {
  id: "vwap",
  title: "Volume-weighted average price, rolling",
  defaults: { period: 24 },
  warmUp: ({ period }) => period,
  forgets: true,
  settles: ({ period }) => ({ bars: period }),
  init({ period }) {
    checkPeriod("period", period);
    return { money: rollingSum(period), volume: rollingSum(period) };
  },
  step(state, bar) {
    const money = pushSum(state.money, typicalPrice(bar) * bar.volume);
    const volume = pushSum(state.volume, bar.volume);
    return money === null || volume === null || volume === 0 ? null : money / volume;
  },
};
