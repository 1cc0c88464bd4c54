import { toldOf } from "../columns.ts";
import type { BatchKernel } from "../kernel.ts";
import { pushSum, type RollingSum, rollingSum, sumColumn } from "../parts/rolling-sum.ts";
import { typicalPrice, typicalPriceColumn } from "../parts/typical-price.ts";
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
export const vwap: BatchKernel<VwapParameters, VwapState, number> = {
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
    const money = pushSum(state.money, typicalPrice(bar.high, bar.low, bar.close) * bar.volume);
    const volume = pushSum(state.volume, bar.volume);
    return volume === 0 ? null : toldOf(money / volume);
  },
  batch(parameters, bars) {
    const { money } = vwap.init(parameters);
    const flows = typicalPriceColumn(bars);
    for (let i = 0; i < flows.length; i++) flows[i] = (flows[i] ?? 0) * (bars.volume[i] ?? 0);
    const value = sumColumn(flows, money.period);
    const volumes = sumColumn(bars.volume, money.period);
    for (let i = 0; i < value.length; i++) {
      const volume = volumes[i] ?? 0;
      value[i] = volume === 0 ? Number.NaN : (value[i] ?? 0) / volume;
    }
    return { value };
  },
};
