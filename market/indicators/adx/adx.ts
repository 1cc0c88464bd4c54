import type { Kernel, PriceBar } from "../kernel.ts";
import { trueRange } from "../parts/true-range.ts";
import { pushWilder, type WilderPart, wilderPart } from "../parts/wilder.ts";
import { checkPeriod } from "../period.ts";
import { barsToFadeInRatio } from "../settling.ts";

export type AdxParameters = { readonly period: number };
export type AdxValue = { readonly adx: number; readonly plusDi: number; readonly minusDi: number };

export interface AdxState {
  readonly period: number;
  previous: { readonly high: number; readonly low: number; readonly close: number } | null;
  /** Bars that are in the three smoothed sums. */
  moves: number;
  plus: number;
  minus: number;
  range: number;
  readonly index: WilderPart;
}

/**
 * Average directional index (Wilder 1978) with the directional indicators +DI and −DI. Sums of directional movement
 * and true range begin with n − 1 moves and are then smoothed (sum − sum / n + move); adx is Wilder's average of
 * 100 × |+DI − −DI| / (+DI + −DI). 0 to 100; all three begin at bar 2n. As TA-Lib's ADX, PLUS_DI, MINUS_DI.
 */
export const adx: Kernel<AdxParameters, AdxState, AdxValue> = {
  id: "adx",
  title: "Average directional index",
  defaults: { period: 14 },
  warmUp: ({ period }) => 2 * period,
  forgets: false,
  settles: ({ period }) => ({
    bars: 2 * period + barsToFadeInRatio(1 / period, 1 / period),
  }),
  init({ period }) {
    checkPeriod("period", period, 2);
    return { period, previous: null, moves: 0, plus: 0, minus: 0, range: 0, index: wilderPart(period) };
  },
  step(state, bar) {
    if (!addMove(state, bar)) return null;
    const plusDi = state.range === 0 ? 0 : 100 * (state.plus / state.range);
    const minusDi = state.range === 0 ? 0 : 100 * (state.minus / state.range);
    const both = plusDi + minusDi;
    // A market without any direction tells nothing of its strength: as TA-Lib, the average then stays as it is.
    const isSeeded = state.index.seeded === state.period;
    const strength =
      both === 0 ? (isSeeded ? state.index.value : 0) : (100 * Math.abs(plusDi - minusDi)) / both;
    const average = pushWilder(state.index, strength);
    return average === null ? null : { adx: average, plusDi, minusDi };
  },
};

/** Takes the move to `bar` into the sums. @returns false while they are still being begun. */
function addMove(state: AdxState, bar: PriceBar): boolean {
  const { previous, period } = state;
  state.previous = { high: bar.high, low: bar.low, close: bar.close };
  if (previous === null) return false;
  const up = bar.high - previous.high;
  const down = previous.low - bar.low;
  const isSmoothed = state.moves >= period - 1;
  const decay = (sum: number) => (isSmoothed ? sum - sum / period : sum);
  state.plus = decay(state.plus) + (up > 0 && up > down ? up : 0);
  state.minus = decay(state.minus) + (down > 0 && down > up ? down : 0);
  state.range = decay(state.range) + trueRange(bar, previous.close);
  if (!isSmoothed) state.moves += 1;
  return isSmoothed;
}
