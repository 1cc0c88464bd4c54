import type { BatchKernel } from "../kernel.ts";
import { directionOf } from "../parts/direction.ts";
import { slopeColumn, slopeOfSteps, slopeWeights } from "../parts/slope.ts";
import { pushWindow, type Window, windowOf } from "../parts/window.ts";
import { checkPeriod } from "../period.ts";

export type ObvSlopeParameters = { readonly period: number };

export interface ObvSlopeState {
  seen: boolean;
  previousClose: number;
  /** What each of the last n − 1 bars added to the balance. */
  readonly steps: Window;
  /** What each of them counts in the slope. */
  readonly weights: readonly number[];
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
    return { seen: false, previousClose: 0, steps: windowOf(period - 1), weights: slopeWeights(period) };
  },
  step(state, bar) {
    const { previousClose, steps } = state;
    state.previousClose = bar.close;
    if (!state.seen) {
      state.seen = true;
      return null;
    }
    pushWindow(steps, stepOf(previousClose, bar.close, bar.volume));
    return steps.filled ? slopeOfSteps(steps.values, steps.next, state.weights) : null;
  },
  batch(parameters, { close, volume }) {
    const weights = Float64Array.from(obvSlope.init(parameters).weights);
    const steps = new Float64Array(close.length);
    for (let i = 1; i < steps.length; i++) {
      steps[i] = stepOf(close[i - 1] ?? 0, close[i] ?? 0, volume[i] ?? 0);
    }
    return { value: slopeColumn(steps, weights, 1) };
  },
};

function stepOf(previous: number, close: number, volume: number): number {
  // Of the two zeros the state knows one ([IND-1]).
  return directionOf(previous, close) * volume + 0;
}
