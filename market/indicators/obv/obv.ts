import type { BatchKernel } from "../kernel.ts";
import { directionOf } from "../parts/direction.ts";

export interface ObvState {
  seen: boolean;
  previousClose: number;
  balance: number;
}

/**
 * On-balance volume (Granville): volume added on a higher close, taken away on a lower one, beginning with the first
 * bar's volume. Base units; a value from the first bar on. As TA-Lib's OBV.
 */
export const obv: BatchKernel<Readonly<Record<never, number>>, ObvState, number> = {
  id: "obv",
  title: "On-balance volume",
  defaults: {},
  warmUp: () => 1,
  forgets: false,
  settles: () => "never",
  init: () => ({ seen: false, previousClose: 0, balance: 0 }),
  step(state, bar) {
    const { close, volume } = bar;
    const previous = state.previousClose;
    state.previousClose = close;
    const balance = state.seen ? state.balance + directionOf(previous, close) * volume : volume;
    state.seen = true;
    state.balance = balance;
    return balance;
  },
  batch(_, { close, volume }) {
    const value = new Float64Array(close.length);
    let balance = volume[0] ?? 0;
    let previous = close[0] ?? 0;
    for (let i = 0; i < value.length; i++) {
      const price = close[i] ?? 0;
      balance += directionOf(previous, price) * (volume[i] ?? 0);
      previous = price;
      value[i] = balance;
    }
    return { value };
  },
};
