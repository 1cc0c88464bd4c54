import { toldOf } from "../columns.ts";
import type { BatchKernel } from "../kernel.ts";
import { checkFactor } from "../period.ts";

export type PsarParameters = { readonly step: number; readonly max: number };

export interface PsarState {
  readonly step: number;
  readonly max: number;
  /** Bars taken in: 0, 1, or 2 for more. */
  seen: number;
  /** 1 in a long trend, −1 in a short one, in which stop and extreme have their sign turned. */
  sign: number;
  high: number;
  low: number;
  /** For the next bar. */
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
    return { step: first, max, seen: 0, sign: 1, high: 0, low: 0, stop: 0, extreme: 0, factor: first };
  },
  step: (state, bar) => toldOf(push(state, bar.high, bar.low)),
  batch(parameters, { high, low }) {
    return { value: column(psar.init(parameters), high, low) };
  },
};

/**
 * Takes a bar in. @returns the stop as it stood for this bar, NaN for the first one. A short trend is a long one of
 * prices with their sign turned, which is exact: there is one way of going on.
 */
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
  let { sign, stop, extreme } = state;
  let top = sign > 0 ? high : -low;
  let bottom = lower(sign > 0 ? low : -high, sign > 0 ? state.low : -state.high);
  let told = sign * stop;
  if ((sign > 0 ? low : -high) <= stop) {
    sign = -sign;
    top = sign > 0 ? high : -low;
    bottom = lower(sign > 0 ? low : -high, sign > 0 ? state.low : -state.high);
    stop = lower(-extreme, bottom);
    told = sign * stop;
    extreme = top;
    state.sign = sign;
    state.factor = state.step;
  } else if (top > extreme) {
    extreme = top;
    state.factor = lower(state.factor + state.step, state.max);
  }
  state.stop = lower(stop + state.factor * (extreme - stop), bottom);
  state.extreme = extreme;
  state.high = high;
  state.low = low;
  return told;
}

function lower(a: number, b: number): number {
  return a < b ? a : b;
}

/** Begins the trend with the second bar; `state` holds the first. */
function begin(state: PsarState, high: number, low: number): void {
  const up = high - state.high;
  const down = state.low - low;
  const isShort = down > 0 && down > up;
  state.sign = isShort ? -1 : 1;
  state.stop = isShort ? -state.high : state.low;
  state.extreme = isShort ? -low : high;
  // As TA-Lib, which takes the second bar for the one before it too.
  state.high = high;
  state.low = low;
}

/** `push` over columns: trend by trend, with its state in registers. */
function column(state: PsarState, highs: Float64Array, lows: Float64Array): Float64Array {
  const length = highs.length;
  const out = new Float64Array(length);
  for (let i = 0; i < Math.min(2, length); i++) out[i] = push(state, highs[i] ?? 0, lows[i] ?? 0);
  const { step, max } = state;
  let isLong = state.sign > 0;
  let stop = state.sign * state.stop;
  let extreme = state.sign * state.extreme;
  let { factor } = state;
  for (let i = 2; i < length; isLong = !isLong) {
    if (isLong) {
      let before = lows[i - 1] ?? 0;
      for (; i < length; i++) {
        const low = lows[i] ?? 0;
        if (low <= stop) {
          stop = extreme;
          break;
        }
        out[i] = stop;
        const high = highs[i] ?? 0;
        if (high > extreme) {
          extreme = high;
          factor = lower(factor + step, max);
        }
        stop = lower(lower(stop + factor * (extreme - stop), low), before);
        before = low;
      }
    } else {
      let before = highs[i - 1] ?? 0;
      for (; i < length; i++) {
        const high = highs[i] ?? 0;
        if (high >= stop) {
          stop = extreme;
          break;
        }
        out[i] = stop;
        const low = lows[i] ?? 0;
        if (low < extreme) {
          extreme = low;
          factor = lower(factor + step, max);
        }
        stop = higher(higher(stop + factor * (extreme - stop), high), before);
        before = high;
      }
    }
    if (i === length) break;
    // The bar that touched the stop begins the other trend.
    const [high, low] = [highs[i] ?? 0, lows[i] ?? 0];
    const outer = isLong ? higher(high, highs[i - 1] ?? 0) : lower(low, lows[i - 1] ?? 0);
    stop = isLong ? higher(stop, outer) : lower(stop, outer);
    out[i] = stop;
    extreme = isLong ? low : high;
    factor = step;
    stop += factor * (extreme - stop);
    stop = isLong ? higher(stop, outer) : lower(stop, outer);
    i += 1;
  }
  return out;
}

function higher(a: number, b: number): number {
  return a > b ? a : b;
}
