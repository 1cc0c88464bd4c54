import { toldOf } from "../columns.ts";
import type { BatchKernel } from "../kernel.ts";
import { logRatio } from "../parts/log-ratio.ts";
import { pushSum, type RollingSum, rollingSum, sumColumn } from "../parts/rolling-sum.ts";
import { checkPeriod } from "../period.ts";

export type RealisedVolatilityParameters = { readonly period: number };

export interface RealisedVolatilityState {
  seen: boolean;
  previousClose: number;
  readonly squares: RollingSum;
}

/**
 * Realised volatility: the root mean square of the last n one-bar log returns (their mean is taken as zero), so a
 * ratio a bar, not annualised. First value at bar n + 1. A close of zero counts as no move.
 */
export const realisedVolatility: BatchKernel<RealisedVolatilityParameters, RealisedVolatilityState, number> =
  {
    id: "realised-volatility",
    title: "Realised volatility",
    defaults: { period: 20 },
    warmUp: ({ period }) => period + 1,
    forgets: true,
    settles: ({ period }) => ({ bars: period + 1 }),
    init({ period }) {
      checkPeriod("period", period);
      return { seen: false, previousClose: 0, squares: rollingSum(period) };
    },
    step(state, bar) {
      const { previousClose, squares } = state;
      state.previousClose = bar.close;
      if (!state.seen) {
        state.seen = true;
        return null;
      }
      return toldOf(Math.sqrt(pushSum(squares, squareOf(previousClose, bar.close)) / squares.period));
    },
    batch(parameters, { close }) {
      const { period } = realisedVolatility.init(parameters).squares;
      const squares = new Float64Array(close.length);
      for (let i = 1; i < squares.length; i++) squares[i] = squareOf(close[i - 1] ?? 0, close[i] ?? 0);
      const value = sumColumn(squares, period, 1);
      for (let i = 0; i < value.length; i++) value[i] = Math.sqrt((value[i] ?? 0) / period);
      return { value };
    },
  };

function squareOf(before: number, close: number): number {
  const move = before > 0 && close > 0 ? logRatio(before, close) : 0;
  return move * move;
}
