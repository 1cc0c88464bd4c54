import type { BarColumns, BatchKernel } from "../kernel.ts";
import { trueRange } from "../parts/true-range.ts";
import { pushWilder, type WilderPart, wilderPart } from "../parts/wilder.ts";
import { checkPeriod } from "../period.ts";
import { barsToFadeInRatio } from "../settling.ts";

export type AdxParameters = { readonly period: number };
export type AdxValue = { readonly adx: number; readonly plusDi: number; readonly minusDi: number };

export interface AdxState {
  readonly period: number;
  readonly decay: number;
  /** The bar before; none while `seen` is false. */
  seen: boolean;
  high: number;
  low: number;
  close: number;
  /** Moves that are in the three smoothed sums, up to period − 1, with which they begin. */
  moves: number;
  plus: number;
  minus: number;
  range: number;
  readonly index: WilderPart;
  /** As of the last bar. */
  plusDi: number;
  minusDi: number;
}

/**
 * Average directional index (Wilder 1978) with the directional indicators +DI and −DI. Sums of directional movement
 * and true range begin with n − 1 moves and are then smoothed (sum − sum / n + move); adx is Wilder's average of
 * 100 × |+DI − −DI| / (+DI + −DI). 0 to 100; all three begin at bar 2n. As TA-Lib's ADX, PLUS_DI, MINUS_DI.
 */
export const adx: BatchKernel<AdxParameters, AdxState, AdxValue> = {
  id: "adx",
  title: "Average directional index",
  defaults: { period: 14 },
  warmUp: ({ period }) => 2 * period,
  forgets: false,
  settles: ({ period }) => ({ bars: 2 * period + barsToFadeInRatio(1 / period, 1 / period) }),
  init({ period }) {
    checkPeriod("period", period, 2);
    return {
      ...{ period, decay: (period - 1) / period, seen: false, high: 0, low: 0, close: 0 },
      ...{ moves: 0, plus: 0, minus: 0, range: 0, index: wilderPart(period), plusDi: 0, minusDi: 0 },
    };
  },
  step(state, bar) {
    const average = push(state, bar.high, bar.low, bar.close);
    return Number.isNaN(average) ? null : { adx: average, plusDi: state.plusDi, minusDi: state.minusDi };
  },
  batch(parameters, bars) {
    const state = adx.init(parameters);
    return columns(state, bars);
  },
};

function columns(state: AdxState, { high, low, close }: BarColumns) {
  const length = close.length;
  const averages = new Float64Array(length);
  const plusDi = new Float64Array(length).fill(Number.NaN, 0, 2 * state.period - 1);
  const minusDi = new Float64Array(length).fill(Number.NaN, 0, 2 * state.period - 1);
  for (let i = 0; i < length; i++) {
    const average = push(state, high[i] ?? 0, low[i] ?? 0, close[i] ?? 0);
    averages[i] = average;
    if (Number.isNaN(average)) continue;
    plusDi[i] = state.plusDi;
    minusDi[i] = state.minusDi;
  }
  return { adx: averages, plusDi, minusDi };
}

/** Takes a bar in. @returns the index, NaN until there is one. */
function push(state: AdxState, high: number, low: number, close: number): number {
  const up = high - state.high;
  const down = state.low - low;
  const range = trueRange(high, low, state.close);
  state.high = high;
  state.low = low;
  state.close = close;
  if (!state.seen) {
    state.seen = true;
    return Number.NaN;
  }
  const isBegun = state.moves === state.period - 1;
  const decay = isBegun ? state.decay : 1;
  state.plus = state.plus * decay + moveOf(up, down);
  state.minus = state.minus * decay + moveOf(down, up);
  state.range = state.range * decay + range;
  if (!isBegun) {
    state.moves += 1;
    return Number.NaN;
  }
  const scale = state.range === 0 ? 0 : 100 / state.range;
  state.plusDi = state.plus * scale;
  state.minusDi = state.minus * scale;
  return pushStrength(state.index, state.plusDi, state.minusDi);
}

/** A move where it is one, and more than the one the other way; else 0. Without a branch: nobody could foresee it. */
function moveOf(move: number, other: number): number {
  return Number(move > other) * (Math.abs(move) + move) * 0.5;
}

function pushStrength(index: WilderPart, plusDi: number, minusDi: number): number {
  const both = plusDi + minusDi;
  // A market without any direction tells nothing of its strength: as TA-Lib, the average then stays as it is.
  if (both === 0 && index.seeded === index.period) return index.value;
  return pushWilder(index, both === 0 ? 0 : (100 * Math.abs(plusDi - minusDi)) / both);
}
