import type { BatchKernel } from "../kernel.ts";
import { positionIn } from "../parts/position.ts";
import { pushRange, type Range, rangeOf } from "../parts/range.ts";
import { rangeColumns } from "../parts/range-columns.ts";
import { meanColumn, pushMean, type RollingMean, rollingMean } from "../parts/rolling-mean.ts";
import { pushRsi, type RsiPart, rsiColumn, rsiPart } from "../parts/rsi.ts";
import { checkPeriod } from "../period.ts";
import { barsToFadeInRatio } from "../settling.ts";

export type StochRsiParameters = {
  readonly period: number;
  readonly stochastic: number;
  readonly signal: number;
};
export type StochRsiValue = { readonly k: number; readonly d: number };

export interface StochRsiState {
  readonly rsi: RsiPart;
  readonly range: Range;
  readonly positions: RollingMean;
}

/** Of an RSI, which is up to 100: in a market that stands still it wavers by that much, and means nothing. */
const ROUNDING = 1e-10;

/**
 * Stochastic RSI (Chande and Kroll): k = position of the RSI in its own range of the last `stochastic` values,
 * d = mean of the last `signal` k. 0 to 100, 0 in a range without height; both begin at bar
 * n + stochastic + signal − 1. As TA-Lib's STOCHRSI.
 */
export const stochRsi: BatchKernel<StochRsiParameters, StochRsiState, StochRsiValue> = {
  id: "stoch-rsi",
  title: "Stochastic RSI",
  defaults: { period: 14, stochastic: 14, signal: 3 },
  warmUp: ({ period, stochastic, signal }) => period + stochastic + signal - 1,
  forgets: false,
  settles: ({ period, stochastic, signal }) => ({
    bars: period + stochastic + signal + barsToFadeInRatio(1 / period),
  }),
  init({ period, stochastic, signal }) {
    checkPeriod("period", period, 2);
    checkPeriod("stochastic", stochastic);
    checkPeriod("signal", signal);
    return { rsi: rsiPart(period), range: rangeOf(stochastic), positions: rollingMean(signal) };
  },
  step(state, bar) {
    const { range } = state;
    const rsi = pushRsi(state.rsi, bar.close);
    if (Number.isNaN(rsi) || !pushRange(range, rsi, rsi)) return null;
    const k = positionIn(range.highest, range.lowest, rsi, ROUNDING);
    const d = pushMean(state.positions, k);
    return Number.isNaN(d) ? null : { k, d };
  },
  batch(parameters, bars) {
    stochRsi.init(parameters);
    const { period, stochastic, signal } = parameters;
    const rsi = rsiColumn(bars.close, period);
    const { highest: k, lowest } = rangeColumns(rsi, rsi, stochastic, period);
    const first = period + stochastic - 1;
    for (let i = first; i < k.length; i++) {
      k[i] = positionIn(k[i] ?? 0, lowest[i] ?? 0, rsi[i] ?? 0, ROUNDING);
    }
    const d = meanColumn(k, signal, first);
    // Both begin with d.
    k.fill(Number.NaN, 0, first + signal - 1);
    return { k, d };
  },
};
