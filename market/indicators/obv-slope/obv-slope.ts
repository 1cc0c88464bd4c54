import type { BatchKernel } from "../kernel.ts";
import { slopeOfSteps } from "../parts/slope.ts";
import { pushWindow, type Window, windowOf } from "../parts/window.ts";
import { checkPeriod } from "../period.ts";

export type ObvSlopeParameters = { readonly period: number };

export interface ObvSlopeState {
  seen: boolean;
  previousClose: number;
  /** What each of the last n − 1 bars added to the balance. */
  readonly steps: Window;
}

/**
 * Slope of the least-squares line through the last n values of on-balance volume. Base units a bar, whatever bar the
 * balance began with; first value at bar n. As TA-Lib's LINEARREG_SLOPE of OBV.
 */
export const obvSlope: BatchKernel<ObvSlopeParameters, ObvSlopeState, number> = {
  id: "obv-slope",
  title: "Slope of on-balance volume",
  defaults: { period: 10 },
  warmUp: ({ period }) => period,
  forgets: true,
  settles: ({ period }) => ({ bars: period }),
  init({ period }) {
    checkPeriod("period", period, 2);
    return { seen: false, previousClose: 0, steps: windowOf(period - 1) };
  },
  step(state, bar) {
    const { previousClose, steps } = state;
    state.previousClose = bar.close;
    if (!state.seen) {
      state.seen = true;
      return null;
    }
    pushWindow(steps, stepOf(previousClose, bar.close, bar.volume));
    return steps.filled ? slopeOfSteps(steps.values, steps.next, steps.period) : null;
  },
  batch(parameters, { close, volume }) {
    obvSlope.init(parameters);
    const count = parameters.period - 1;
    const steps = new Float64Array(close.length);
    for (let i = 1; i < steps.length; i++) {
      steps[i] = stepOf(close[i - 1] ?? 0, close[i] ?? 0, volume[i] ?? 0);
    }
    const value = new Float64Array(close.length).fill(Number.NaN, 0, count);
    for (let i = count; i < value.length; i++) value[i] = slopeOfSteps(steps, i + 1 - count, count);
    return { value };
  },
};

function stepOf(previous: number, close: number, volume: number): number {
  return close > previous ? volume : close < previous ? 0 - volume : 0;
}
