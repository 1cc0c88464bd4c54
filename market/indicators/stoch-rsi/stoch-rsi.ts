import type { Kernel } from "../kernel.ts";
import { pushRange, type Range, rangeOf } from "../parts/range.ts";
import { pushSum, type RollingSum, rollingSum } from "../parts/rolling-sum.ts";
import { pushRsi, type RsiPart, rsiPart } from "../parts/rsi.ts";
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
  readonly positions: RollingSum;
}

/** Of an RSI, which is up to 100: in a market that stands still it wavers by that much, and means nothing. */
const ROUNDING = 1e-10;

/**
 * Stochastic RSI (Chande and Kroll): k = position of the RSI in its own range of the last `stochastic` values,
 * d = mean of the last `signal` k. 0 to 100, 0 in a range without height; both begin at bar
 * n + stochastic + signal − 1. As TA-Lib's STOCHRSI.
 */
export const stochRsi: Kernel<StochRsiParameters, StochRsiState, StochRsiValue> = {
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
    return { rsi: rsiPart(period), range: rangeOf(stochastic), positions: rollingSum(signal) };
  },
  step(state, bar) {
    const rsi = pushRsi(state.rsi, bar.close);
    if (rsi === null) return null;
    const position = pushRange(state.range, rsi, rsi, rsi, ROUNDING);
    if (position === null) return null;
    const k = 100 * (position ?? 0);
    const sum = pushSum(state.positions, k);
    return sum === null ? null : { k, d: sum / state.positions.window.period };
  },
};
