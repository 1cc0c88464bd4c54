import type { Kernel } from "../kernel.ts";
import { logRatio } from "../parts/log-ratio.ts";
import { pushWindow, type Window, windowOf } from "../parts/window.ts";
import { checkPeriod } from "../period.ts";

export type LogReturnParameters = { readonly period: number };

/** ln(close / close n bars before). A ratio; first value at bar n + 1; null where a close is zero. */
export const logReturn: Kernel<LogReturnParameters, Window, number> = {
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
    const before = pushWindow(state, bar.close);
    if (before === undefined || before <= 0 || bar.close <= 0) return null;
    return logRatio(before, bar.close);
  },
};
