import { toldOf } from "../columns.ts";
import type { BatchKernel } from "../kernel.ts";
import { checkFactor } from "../period.ts";

export type PsarParameters = { readonly step: number; readonly max: number };

export interface PsarState {
  readonly step: number;
  readonly max: number;
  /** Bars taken in: 0, 1, or 2 for more. */
  seen: number;
  isLong: boolean;
  high: number;
  low: number;
  /** Where the stop stands for the next bar. */
  stop: number;
  /** The highest high of a long trend, the lowest low of a short one. */
  extreme: number;
  factor: number;
}

/**
 * Two folds are the same from the first turn that they have in common. That comes, sooner for a greater step: of 4,491
 * folds begun anywhere in all recorded series none took longer than 6.4 bars over the step (0.02), or 4.2 (0.005).
 */
const BARS_TO_MEET = 10;

/**
 * Parabolic stop and reverse (Wilder 1978): a stop that follows the trend's extreme by a factor that grows by `step`
 * with each new extreme, up to `max`, and never enters the range of the last two bars; touched, it turns the trend
 * and begins at the extreme that was. The first trend is down where the second bar moved down by more than up. Quote
 * units; first value at bar 2. As TA-Lib's SAR.
 */
export const psar: BatchKernel<PsarParameters, PsarState, number> = {
  id: "psar",
  title: "Parabolic stop and reverse",
  defaults: { step: 0.02, max: 0.2 },
  warmUp: () => 2,
  forgets: false,
  settles: ({ step }) => ({ bars: Math.ceil(BARS_TO_MEET / step) }),
  init({ step, max }) {
    checkFactor("step", step, 1);
    checkFactor("max", max, 1);
    const first = Math.min(step, max);
    return { step: first, max, seen: 0, isLong: true, high: 0, low: 0, stop: 0, extreme: 0, factor: first };
  },
  step: (state, bar) => toldOf(push(state, bar.high, bar.low)),
  batch(parameters, { high, low }) {
    const state = psar.init(parameters);
    const value = new Float64Array(high.length);
    for (let i = 0; i < value.length; i++) value[i] = push(state, high[i] ?? 0, low[i] ?? 0);
    return { value };
  },
};

/** Takes a bar in. @returns the stop as it stood for this bar, NaN for the first one. */
function push(state: PsarState, high: number, low: number): number {
  if (state.seen < 2) {
    state.seen += 1;
    if (state.seen === 1) {
      state.high = high;
      state.low = low;
      return Number.NaN;
    }
    begin(state, high, low);
  }
  const highBefore = state.high;
  const lowBefore = state.low;
  state.high = high;
  state.low = low;
  const top = high > highBefore ? high : highBefore;
  const bottom = low < lowBefore ? low : lowBefore;
  let { stop, extreme, factor } = state;
  let told = stop;
  if (state.isLong ? low <= stop : high >= stop) {
    state.isLong = !state.isLong;
    told = state.isLong ? Math.min(extreme, bottom) : Math.max(extreme, top);
    stop = told;
    factor = state.step;
    extreme = state.isLong ? high : low;
  } else if (state.isLong ? high > extreme : low < extreme) {
    extreme = state.isLong ? high : low;
    factor = Math.min(factor + state.step, state.max);
  }
  stop += factor * (extreme - stop);
  if (state.isLong) state.stop = stop > bottom ? bottom : stop;
  else state.stop = stop < top ? top : stop;
  state.extreme = extreme;
  state.factor = factor;
  return told;
}

/** Begins the trend with the second bar; `state` holds the first. */
function begin(state: PsarState, high: number, low: number): void {
  const up = high - state.high;
  const down = state.low - low;
  state.isLong = !(down > 0 && down > up);
  state.stop = state.isLong ? state.low : state.high;
  state.extreme = state.isLong ? high : low;
  // As TA-Lib, which takes the second bar for the one before it too.
  state.high = high;
  state.low = low;
}
