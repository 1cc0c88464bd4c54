import { toldOf } from "../columns.ts";
import type { BatchKernel } from "../kernel.ts";
import { type EmaPart, emaColumn, emaPart, pushEma } from "../parts/ema.ts";
import { checkPeriod } from "../period.ts";
import { barsToFade } from "../settling.ts";

export type EmaParameters = { readonly period: number };

/**
 * Exponential moving average of closes: previous + 2 / (n + 1) × (close − previous), seeded by the mean of the first
 * n closes. Quote units; first value at bar n. As TA-Lib's EMA.
 */
export const ema: BatchKernel<EmaParameters, EmaPart, number> = {
  id: "ema",
  title: "Exponential moving average",
  defaults: { period: 21 },
  warmUp: ({ period }) => period,
  forgets: false,
  settles: ({ period }) => ({ bars: period + barsToFade(2 / (period + 1)) }),
  init({ period }) {
    checkPeriod("period", period);
    return emaPart(period);
  },
  step: (state, bar) => toldOf(pushEma(state, bar.close)),
  batch(parameters, bars) {
    const { period } = ema.init(parameters);
    return { value: emaColumn(bars.close, period) };
  },
};
