import { toldOf } from "../columns.ts";
import type { BatchKernel } from "../kernel.ts";
import { pushRsi, type RsiPart, rsiColumn, rsiPart } from "../parts/rsi.ts";
import { checkPeriod } from "../period.ts";
import { barsToFadeInRatio } from "../settling.ts";

export type RsiParameters = { readonly period: number };

/**
 * Relative strength index (Wilder 1978): 100 × mean gain / (mean gain + mean loss) of closes, both smoothed by
 * Wilder's average. 0 to 100; 0 where no close moved, as TA-Lib's RSI; first value at bar n + 1.
 */
export const rsi: BatchKernel<RsiParameters, RsiPart, number> = {
  id: "rsi",
  title: "Relative strength index",
  defaults: { period: 14 },
  warmUp: ({ period }) => period + 1,
  forgets: false,
  settles: ({ period }) => ({
    bars: 1 + period + barsToFadeInRatio(1 / period),
  }),
  init({ period }) {
    checkPeriod("period", period, 2);
    return rsiPart(period);
  },
  step: (state, bar) => toldOf(pushRsi(state, bar.close)),
  batch(parameters, bars) {
    const { period } = rsi.init(parameters);
    return { value: rsiColumn(bars.close, period) };
  },
};
