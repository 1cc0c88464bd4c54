import type { BatchKernel } from "../kernel.ts";
import { type EmaPart, emaPart, pushEma } from "../parts/ema.ts";
import { checkPeriod } from "../period.ts";
import { barsToFade } from "../settling.ts";

export type MacdParameters = { readonly fast: number; readonly slow: number; readonly signal: number };
export type MacdValue = { readonly macd: number; readonly signal: number; readonly histogram: number };

export interface MacdState {
  /** Bars that the fast average still lets pass, so that both begin at the same bar. */
  skip: number;
  readonly fast: EmaPart;
  readonly slow: EmaPart;
  readonly signal: EmaPart;
}

/**
 * Moving average convergence/divergence (Appel): macd = EMA(fast) − EMA(slow) of closes, signal = EMA of macd,
 * histogram = macd − signal. Quote units. The fast average is seeded by the closes just before bar `slow`, and all
 * three begin at bar slow + signal − 1. As TA-Lib's MACD.
 */
export const macd: BatchKernel<MacdParameters, MacdState, MacdValue> = {
  id: "macd",
  title: "Moving average convergence/divergence",
  defaults: { fast: 12, slow: 26, signal: 9 },
  warmUp: ({ slow, signal }) => slow + signal - 1,
  forgets: false,
  settles: ({ slow, signal }) => ({
    bars: slow + signal + barsToFade(2 / (slow + 1), 2 / (signal + 1)),
  }),
  init({ fast, slow, signal }) {
    checkPeriod("fast", fast, 2);
    checkPeriod("slow", slow, fast + 1);
    checkPeriod("signal", signal);
    return { skip: slow - fast, fast: emaPart(fast), slow: emaPart(slow), signal: emaPart(signal) };
  },
  step(state, bar) {
    const signal = push(state, bar.close);
    if (Number.isNaN(signal)) return null;
    const line = state.fast.value - state.slow.value;
    return { macd: line, signal, histogram: line - signal };
  },
  batch(parameters, bars) {
    return columns(macd.init(parameters), bars.close);
  },
};

/** `step` over a column: by `step`'s parts until all have begun, then three averages side by side in one pass. */
function columns(state: MacdState, closes: Float64Array) {
  const length = closes.length;
  const begin = Math.min(length, state.slow.period + state.signal.period - 1);
  const line = new Float64Array(length).fill(Number.NaN, 0, begin);
  const signal = new Float64Array(length).fill(Number.NaN, 0, begin);
  const histogram = new Float64Array(length).fill(Number.NaN, 0, begin);
  for (let i = 0; i < begin; i++) {
    const average = push(state, closes[i] ?? 0);
    if (Number.isNaN(average)) continue;
    line[i] = state.fast.value - state.slow.value;
    signal[i] = average;
    histogram[i] = (line[i] ?? 0) - average;
  }
  let { value: fast } = state.fast;
  let { value: slow } = state.slow;
  let { value: average } = state.signal;
  const fastWeight = state.fast.weight;
  const slowWeight = state.slow.weight;
  const signalWeight = state.signal.weight;
  for (let i = begin; i < length; i++) {
    const close = closes[i] ?? 0;
    fast += (close - fast) * fastWeight;
    slow += (close - slow) * slowWeight;
    const apart = fast - slow;
    average += (apart - average) * signalWeight;
    line[i] = apart;
    signal[i] = average;
    histogram[i] = apart - average;
  }
  return { macd: line, signal, histogram };
}

/** Takes a close in. @returns the signal, NaN until there is one. */
function push(state: MacdState, close: number): number {
  const slow = pushEma(state.slow, close);
  if (state.skip > 0) {
    state.skip -= 1;
    return Number.NaN;
  }
  const fast = pushEma(state.fast, close);
  return Number.isNaN(slow) ? Number.NaN : pushEma(state.signal, fast - slow);
}
