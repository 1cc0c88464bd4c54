import type { BatchKernel } from "../kernel.ts";
import { type EmaPart, emaColumn, emaPart, pushEma } from "../parts/ema.ts";
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
    const slow = pushEma(state.slow, bar.close);
    if (state.skip > 0) {
      state.skip -= 1;
      return null;
    }
    const fast = pushEma(state.fast, bar.close);
    if (Number.isNaN(slow)) return null;
    const line = fast - slow;
    const signal = pushEma(state.signal, line);
    return Number.isNaN(signal) ? null : { macd: line, signal, histogram: line - signal };
  },
  batch(parameters, bars) {
    const { skip, fast, slow, signal } = macd.init(parameters);
    const line = emaColumn(bars.close, fast.period, skip);
    const slows = emaColumn(bars.close, slow.period);
    for (let i = 0; i < line.length; i++) line[i] = (line[i] ?? 0) - (slows[i] ?? 0);
    const signals = emaColumn(line, signal.period, slow.period - 1);
    // No more needed: its memory becomes the histogram's.
    const histogram = slows;
    for (let i = 0; i < line.length; i++) histogram[i] = (line[i] ?? 0) - (signals[i] ?? 0);
    // All three begin with the signal.
    line.fill(Number.NaN, 0, slow.period + signal.period - 2);
    return { macd: line, signal: signals, histogram };
  },
};
