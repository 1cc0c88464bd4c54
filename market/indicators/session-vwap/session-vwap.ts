import { TIMEFRAME_MS } from "../../time/timeframe.ts";
import type { Kernel } from "../kernel.ts";
import { addTo, type ExactSum, exactSum, totalOf } from "../parts/exact-sum.ts";
import { typicalPrice } from "../parts/typical-price.ts";

export type SessionVwapParameters = Readonly<Record<never, number>>;

export interface SessionVwapState {
  /** Days since the epoch, UTC; null before the first bar. */
  day: number | null;
  money: ExactSum;
  volume: ExactSum;
}

/**
 * Volume-weighted average price since 00:00 UTC of the bar's day: Σ (typical price × volume) / Σ volume. Quote
 * units; a value from the first bar on; null until something was traded that day.
 */
export const sessionVwap: Kernel<SessionVwapParameters, SessionVwapState, number> = {
  id: "session-vwap",
  title: "Volume-weighted average price of the UTC day",
  defaults: {},
  warmUp: () => 1,
  forgets: false,
  settles: () => ({ ms: TIMEFRAME_MS["1d"] }),
  init: () => ({ day: null, money: exactSum(), volume: exactSum() }),
  step(state, bar) {
    const day = Math.floor(bar.openTime / TIMEFRAME_MS["1d"]);
    if (day !== state.day) {
      state.day = day;
      state.money = exactSum();
      state.volume = exactSum();
    }
    addTo(state.money, typicalPrice(bar) * bar.volume);
    addTo(state.volume, bar.volume);
    const volume = totalOf(state.volume);
    return volume === 0 ? null : totalOf(state.money) / volume;
  },
};
