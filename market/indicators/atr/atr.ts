import type { Kernel } from "../kernel.ts";
import { trueRange } from "../parts/true-range.ts";
import { pushWilder, type WilderPart, wilderPart } from "../parts/wilder.ts";
import { checkPeriod } from "../period.ts";
import { barsToFade } from "../settling.ts";

export type AtrParameters = { readonly period: number };

export interface AtrState {
  previousClose: number | null;
  readonly ranges: WilderPart;
}

/**
 * Average true range (Wilder 1978): Wilder's average of true ranges. The first bar has none, for want of a close
 * before it. Quote units; first value at bar n + 1. As TA-Lib's ATR.
 */
export const atr: Kernel<AtrParameters, AtrState, number> = {
  id: "atr",
  title: "Average true range",
  defaults: { period: 14 },
  warmUp: ({ period }) => period + 1,
  forgets: false,
  settles: ({ period }) => ({
    bars: 1 + period + barsToFade(1 / period),
  }),
  init({ period }) {
    checkPeriod("period", period);
    return { previousClose: null, ranges: wilderPart(period) };
  },
  step(state, bar) {
    const { previousClose } = state;
    state.previousClose = bar.close;
    return previousClose === null ? null : pushWilder(state.ranges, trueRange(bar, previousClose));
  },
};
