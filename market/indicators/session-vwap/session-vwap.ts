import { TIMEFRAME_MS } from "../../time/timeframe.ts";
import { toldOf } from "../columns.ts";
import type { BatchKernel } from "../kernel.ts";
import { typicalPrice } from "../parts/typical-price.ts";

export type SessionVwapParameters = Readonly<Record<never, number>>;

export interface SessionVwapState {
  /** When the day of the sums begins and when it is over; both 0 before the first bar. */
  from: number;
  to: number;
  money: number;
  volume: number;
}

const DAY = TIMEFRAME_MS["1d"];

/**
 * Volume-weighted average price since 00:00 UTC of the bar's day: Σ (typical price × volume) / Σ volume. Quote
 * units; a value from the first bar on; null until something was traded that day.
 */
export const sessionVwap: BatchKernel<SessionVwapParameters, SessionVwapState, number> = {
  id: "session-vwap",
  title: "Volume-weighted average price of the UTC day",
  defaults: {},
  warmUp: () => 1,
  forgets: false,
  settles: () => ({ ms: DAY }),
  init: () => ({ from: 0, to: 0, money: 0, volume: 0 }),
  step: (state, bar) => toldOf(push(state, bar.openTime, bar.high, bar.low, bar.close, bar.volume)),
  batch(parameters, bars) {
    const state = sessionVwap.init(parameters);
    const { openTime, high, low, close, volume } = bars;
    const value = new Float64Array(close.length);
    for (let i = 0; i < value.length; i++) {
      value[i] = push(state, openTime[i] ?? 0, high[i] ?? 0, low[i] ?? 0, close[i] ?? 0, volume[i] ?? 0);
    }
    return { value };
  },
};

/** Takes a bar in. @returns the price, NaN where nothing was traded yet. */
function push(
  state: SessionVwapState,
  openTime: number,
  high: number,
  low: number,
  close: number,
  volume: number,
): number {
  if (openTime >= state.to || openTime < state.from) {
    state.from = Math.floor(openTime / DAY) * DAY;
    state.to = state.from + DAY;
    state.money = 0;
    state.volume = 0;
  }
  const money = state.money + typicalPrice(high, low, close) * volume;
  const traded = state.volume + volume;
  state.money = money;
  state.volume = traded;
  return traded === 0 ? Number.NaN : money / traded;
}
