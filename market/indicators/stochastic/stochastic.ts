import type { BatchKernel } from "../kernel.ts";
import { positionIn } from "../parts/position.ts";
import { pushRange, type Range, rangeOf } from "../parts/range.ts";
import { rangeColumns } from "../parts/range-columns.ts";
import { meanColumn, pushMean, type RollingMean, rollingMean } from "../parts/rolling-mean.ts";
import { checkPeriod } from "../period.ts";

export type StochasticParameters = {
  readonly period: number;
  readonly smoothing: number;
  readonly signal: number;
};
export type StochasticValue = { readonly k: number; readonly d: number };

export interface StochasticState {
  readonly range: Range;
  readonly raw: RollingMean;
  readonly smoothed: RollingMean;
}

/**
 * Slow stochastic oscillator (Lane): k = mean of the last `smoothing` positions of the close in the range of n bars,
 * d = mean of the last `signal` k. 0 to 100, 0 in a range without height; both begin at bar
 * n + smoothing + signal − 2. As TA-Lib's STOCH with simple averages.
 */
export const stochastic: BatchKernel<StochasticParameters, StochasticState, StochasticValue> = {
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
    return { range: rangeOf(period), raw: rollingMean(smoothing), smoothed: rollingMean(signal) };
  },
  step(state, bar) {
    const { range } = state;
    if (!pushRange(range, bar.high, bar.low)) return null;
    const k = pushMean(state.raw, positionIn(range.highest, range.lowest, bar.close));
    if (Number.isNaN(k)) return null;
    const d = pushMean(state.smoothed, k);
    return Number.isNaN(d) ? null : { k, d };
  },
  batch(parameters, bars) {
    stochastic.init(parameters);
    const { period, smoothing, signal } = parameters;
    const { highest, lowest } = rangeColumns(bars.high, bars.low, period);
    for (let i = period - 1; i < highest.length; i++) {
      highest[i] = positionIn(highest[i] ?? 0, lowest[i] ?? 0, bars.close[i] ?? 0);
    }
    const k = meanColumn(highest, smoothing, period - 1);
    const d = meanColumn(k, signal, period + smoothing - 2);
    // Both begin with d.
    k.fill(Number.NaN, 0, period + smoothing + signal - 3);
    return { k, d };
  },
};
