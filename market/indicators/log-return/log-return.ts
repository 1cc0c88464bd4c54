import { toldOf } from "../columns.ts";
import type { BatchKernel } from "../kernel.ts";
import { logRatio } from "../parts/log-ratio.ts";
import { pushWindow, type Window, windowOf } from "../parts/window.ts";
import { checkPeriod } from "../period.ts";

export type LogReturnParameters = { readonly period: number };

/** ln(close / close n bars before). A ratio; first value at bar n + 1; null where a close is zero. */
export const logReturn: BatchKernel<LogReturnParameters, Window, number> = {
  id: "log-return",
  title: "Logarithmic return",
  defaults: { period: 1 },
  warmUp: ({ period }) => period + 1,
  forgets: true,
  settles: ({ period }) => ({ bars: period + 1 }),
  init({ period }) {
    checkPeriod("period", period);
    return windowOf(period);
  },
  step(state, bar) {
    return toldOf(returnOf(pushWindow(state, bar.close), bar.close));
  },
  batch(parameters, bars) {
    const { period } = logReturn.init(parameters);
    const closes = bars.close;
    const value = new Float64Array(closes.length).fill(Number.NaN, 0, period);
    for (let i = period, before = 0; i < closes.length; i++, before++) {
      value[i] = returnOf(closes[before] ?? 0, closes[i] ?? 0);
    }
    return { value };
  },
};

function returnOf(before: number, close: number): number {
  return before > 0 && close > 0 ? logRatio(before, close) : Number.NaN;
}
