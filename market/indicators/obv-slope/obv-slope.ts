import type { Kernel } from "../kernel.ts";
import { slopeOfSteps } from "../parts/slope.ts";
import { isFull, pushWindow, type Window, windowOf } from "../parts/window.ts";
import { checkPeriod } from "../period.ts";

export type ObvSlopeParameters = { readonly period: number };

export interface ObvSlopeState {
  previousClose: number | null;
  /** What each of the last n − 1 bars added to the balance. */
  readonly steps: Window;
}

/**
 * Slope of the least-squares line through the last n values of on-balance volume. Base units a bar, whatever bar the
 * balance began with; first value at bar n. As TA-Lib's LINEARREG_SLOPE of OBV.
 */
export const obvSlope: Kernel<ObvSlopeParameters, ObvSlopeState, number> = {
  id: "obv-slope",
  title: "Slope of on-balance volume",
  defaults: { period: 10 },
  warmUp: ({ period }) => period,
  forgets: true,
  settles: ({ period }) => ({ bars: period }),
  init({ period }) {
    checkPeriod("period", period, 2);
    return { previousClose: null, steps: windowOf(period - 1) };
  },
  step(state, bar) {
    const { previousClose, steps } = state;
    state.previousClose = bar.close;
    if (previousClose === null) return null;
    if (bar.close > previousClose) pushWindow(steps, bar.volume);
    else pushWindow(steps, bar.close < previousClose ? 0 - bar.volume : 0);
    return isFull(steps) ? slopeOfSteps(steps) : null;
  },
};
