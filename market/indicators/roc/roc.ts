import type { Kernel } from "../kernel.ts";
import { pushWindow, type Window, windowOf } from "../parts/window.ts";
import { checkPeriod } from "../period.ts";

export type RocParameters = { readonly period: number };

/** Rate of change: percent from the close n bars before. First value at bar n + 1. As TA-Lib's ROC. */
export const roc: Kernel<RocParameters, Window, number> = {
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
    const before = pushWindow(state, bar.close);
    if (before === undefined) return null;
    return before === 0 ? 0 : (bar.close / before - 1) * 100;
  },
};
