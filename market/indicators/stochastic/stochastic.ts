import type { Kernel } from "../kernel.ts";
import { pushRange, type Range, rangeOf } from "../parts/range.ts";
import { pushSum, type RollingSum, rollingSum } from "../parts/rolling-sum.ts";
import { checkPeriod } from "../period.ts";

export type StochasticParameters = {
  readonly period: number;
  readonly smoothing: number;
  readonly signal: number;
};
export type StochasticValue = { readonly k: number; readonly d: number };

export interface StochasticState {
  readonly range: Range;
  readonly raw: RollingSum;
  readonly smoothed: RollingSum;
}

/**
 * Slow stochastic oscillator (Lane): k = mean of the last `smoothing` positions of the close in the range of n bars,
 * d = mean of the last `signal` k. 0 to 100, 0 in a range without height; both begin at bar
 * n + smoothing + signal − 2. As TA-Lib's STOCH with simple averages.
 */
export const stochastic: Kernel<StochasticParameters, StochasticState, StochasticValue> = {
  id: "stochastic",
  title: "Slow stochastic oscillator",
  defaults: { period: 14, smoothing: 3, signal: 3 },
  warmUp: ({ period, smoothing, signal }) => period + smoothing + signal - 2,
  forgets: true,
  settles: ({ period, smoothing, signal }) => ({ bars: period + smoothing + signal - 2 }),
  init({ period, smoothing, signal }) {
    checkPeriod("period", period);
    checkPeriod("smoothing", smoothing);
    checkPeriod("signal", signal);
    return { range: rangeOf(period), raw: rollingSum(smoothing), smoothed: rollingSum(signal) };
  },
  step(state, bar) {
    const position = pushRange(state.range, bar.high, bar.low, bar.close);
    if (position === null) return null;
    const raw = pushSum(state.raw, 100 * (position ?? 0));
    if (raw === null) return null;
    const k = raw / state.raw.window.period;
    const smoothed = pushSum(state.smoothed, k);
    return smoothed === null ? null : { k, d: smoothed / state.smoothed.window.period };
  },
};
