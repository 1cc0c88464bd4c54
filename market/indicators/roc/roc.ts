import { toldOf } from "../columns.ts";
import type { BatchKernel } from "../kernel.ts";
import { pushWindow, type Window, windowOf } from "../parts/window.ts";
import { checkPeriod } from "../period.ts";

export type RocParameters = { readonly period: number };

/** Rate of change: percent from the close n bars before. First value at bar n + 1. As TA-Lib's ROC. */
export const roc: BatchKernel<RocParameters, Window, number> = {
  id: "roc",
  title: "Rate of change",
  defaults: { period: 14 },
  warmUp: ({ period }) => period + 1,
  forgets: true,
  settles: ({ period }) => ({ bars: period + 1 }),
  init({ period }) {
    checkPeriod("period", period);
    return windowOf(period);
  },
  step(state, bar) {
    return toldOf(change(pushWindow(state, bar.close), bar.close));
  },
  batch(parameters, bars) {
    const { period } = roc.init(parameters);
    const closes = bars.close;
    const value = new Float64Array(closes.length).fill(Number.NaN, 0, period);
    for (let i = period, before = 0; i < closes.length; i++, before++) {
      value[i] = change(closes[before] ?? 0, closes[i] ?? 0);
    }
    return { value };
  },
};

/** Percent from `before` to `close`. */
function change(before: number, close: number): number {
  return before === 0 ? 0 : (close / before - 1) * 100;
}
