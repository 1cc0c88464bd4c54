import type { BatchKernel } from "../kernel.ts";
import {
  type AverageRange,
  averageRange,
  averageRangeColumn,
  pushAverageRange,
} from "../parts/average-range.ts";
import { type EmaPart, emaColumn, emaPart, pushEma } from "../parts/ema.ts";
import { checkFactor, checkPeriod } from "../period.ts";
import { barsToFade } from "../settling.ts";

export type KeltnerParameters = {
  readonly period: number;
  readonly range: number;
  readonly multiplier: number;
};
export type KeltnerValue = { readonly upper: number; readonly middle: number; readonly lower: number };

export interface KeltnerState {
  readonly closes: EmaPart;
  readonly range: AverageRange;
  readonly multiplier: number;
}

/**
 * Keltner channel (as Raschke draws it): EMA(period) of closes, and `multiplier` average true ranges (Wilder, of
 * `range` bars) above and below. Quote units; all three begin at bar max(period, range + 1).
 */
export const keltner: BatchKernel<KeltnerParameters, KeltnerState, KeltnerValue> = {
  id: "keltner",
  title: "Keltner channel",
  defaults: { period: 20, range: 10, multiplier: 2 },
  warmUp: ({ period, range }) => Math.max(period, range + 1),
  forgets: false,
  settles: ({ period, range }) => ({
    bars: Math.max(period + barsToFade(2 / (period + 1)), 1 + range + barsToFade(1 / range)),
  }),
  init({ period, range, multiplier }) {
    checkPeriod("period", period);
    checkPeriod("range", range);
    checkFactor("multiplier", multiplier);
    return { closes: emaPart(period), range: averageRange(range), multiplier };
  },
  step(state, bar) {
    const middle = pushEma(state.closes, bar.close);
    const reach = state.multiplier * pushAverageRange(state.range, bar.high, bar.low, bar.close);
    const upper = middle + reach;
    return Number.isNaN(upper) ? null : { upper, middle, lower: middle - reach };
  },
  batch(parameters, bars) {
    keltner.init(parameters);
    const { period, range, multiplier } = parameters;
    const middle = emaColumn(bars.close, period);
    const upper = averageRangeColumn(bars.high, bars.low, bars.close, range);
    const lower = new Float64Array(upper.length);
    for (let i = 0; i < upper.length; i++) {
      const center = middle[i] ?? 0;
      const reach = multiplier * (upper[i] ?? 0);
      upper[i] = center + reach;
      lower[i] = center - reach;
    }
    middle.fill(Number.NaN, 0, keltner.warmUp(parameters) - 1);
    return { upper, middle, lower };
  },
};
