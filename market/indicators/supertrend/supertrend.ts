import type { BatchKernel } from "../kernel.ts";
import { type AverageRange, averageRange, pushAverageRange } from "../parts/average-range.ts";
import { checkFactor, checkPeriod } from "../period.ts";
import { barsToFade } from "../settling.ts";

export type SupertrendParameters = { readonly period: number; readonly multiplier: number };
export type SupertrendValue = { readonly line: number; readonly direction: number };

export interface SupertrendState {
  readonly multiplier: number;
  readonly range: AverageRange;
  /** 1 while the trend is up, −1 while it is down, 0 before the first value. */
  direction: number;
  upper: number;
  lower: number;
  close: number;
}

/**
 * Bands meet when both folds have flipped together, which takes longer the wider they are. Of 4,491 folds begun
 * anywhere in all recorded series none took longer than its average range and 45 bars for each of the multiplier.
 */
const BARS_TO_MEET = 100;

/**
 * Supertrend (Seban): middle (high + low) / 2, and `multiplier` average true ranges (Wilder) above and below it as
 * basic bands. The upper band only falls and the lower only rises, but for a close of the bar before beyond them,
 * after which they are the basic ones again. The trend flips up on a close above the upper band, down on one below
 * the lower; it begins down. `line` is the lower band in an up trend, else the upper; `direction` 1 or −1. Quote
 * units; both begin at bar n + 1.
 */
export const supertrend: BatchKernel<SupertrendParameters, SupertrendState, SupertrendValue> = {
  id: "supertrend",
  title: "Supertrend",
  defaults: { period: 10, multiplier: 3 },
  warmUp: ({ period }) => period + 1,
  forgets: false,
  settles: ({ period, multiplier }) => ({
    bars: 1 + period + barsToFade(1 / period) + Math.ceil(BARS_TO_MEET * multiplier),
  }),
  init({ period, multiplier }) {
    checkPeriod("period", period);
    checkFactor("multiplier", multiplier);
    return { multiplier, range: averageRange(period), direction: 0, upper: 0, lower: 0, close: 0 };
  },
  step(state, bar) {
    const line = push(state, bar.high, bar.low, bar.close);
    return Number.isNaN(line) ? null : { line, direction: state.direction };
  },
  batch(parameters, { high, low, close }) {
    const state = supertrend.init(parameters);
    const line = new Float64Array(close.length);
    const direction = new Float64Array(close.length).fill(Number.NaN, 0, parameters.period);
    for (let i = 0; i < line.length; i++) {
      line[i] = push(state, high[i] ?? 0, low[i] ?? 0, close[i] ?? 0);
      if (i >= parameters.period) direction[i] = state.direction;
    }
    return { line, direction };
  },
};

/** Takes a bar in. @returns the line, NaN until there is one. */
function push(state: SupertrendState, high: number, low: number, close: number): number {
  const reach = state.multiplier * pushAverageRange(state.range, high, low, close);
  if (Number.isNaN(reach)) return Number.NaN;
  const middle = (high + low) / 2;
  const before = state.close;
  state.close = close;
  const isFirst = state.direction === 0;
  const upper = middle + reach;
  const lower = middle - reach;
  if (isFirst || upper < state.upper || before > state.upper) state.upper = upper;
  if (isFirst || lower > state.lower || before < state.lower) state.lower = lower;
  if (isFirst) state.direction = -1;
  // After a spike the bands can have crossed: only the trend's own band ends it.
  else if (state.direction > 0 ? close < state.lower : close > state.upper) state.direction *= -1;
  return state.direction > 0 ? state.lower : state.upper;
}
