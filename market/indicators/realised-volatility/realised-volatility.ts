import type { Kernel } from "../kernel.ts";
import { logRatio } from "../parts/log-ratio.ts";
import { pushSum, type RollingSum, rollingSum } from "../parts/rolling-sum.ts";
import { checkPeriod } from "../period.ts";

export type RealisedVolatilityParameters = { readonly period: number };

export interface RealisedVolatilityState {
  previousClose: number | null;
  readonly squares: RollingSum;
}

/**
 * Realised volatility: the root mean square of the last n one-bar log returns (their mean is taken as zero), so a
 * ratio a bar, not annualised. First value at bar n + 1. A close of zero counts as no move.
 */
export const realisedVolatility: Kernel<RealisedVolatilityParameters, RealisedVolatilityState, number> = {
  id: "realised-volatility",
  title: "Realised volatility",
  defaults: { period: 20 },
  warmUp: ({ period }) => period + 1,
  forgets: true,
  settles: ({ period }) => ({ bars: period + 1 }),
  init({ period }) {
    checkPeriod("period", period);
    return { previousClose: null, squares: rollingSum(period) };
  },
  step(state, bar) {
    const { previousClose } = state;
    state.previousClose = bar.close;
    if (previousClose === null) return null;
    const move = previousClose > 0 && bar.close > 0 ? logRatio(previousClose, bar.close) : 0;
    const sum = pushSum(state.squares, move * move);
    // What rounding leaves of a sum of squares can lie a hair below zero.
    return sum === null ? null : Math.sqrt(Math.max(0, sum) / state.squares.window.period);
  },
};
