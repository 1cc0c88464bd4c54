import type { JoinedBar } from "./joined-bar.ts";
import { logPricesOf } from "./log-prices.ts";
import { type PairColumns, type PairWindow, pairAt, pairReading } from "./pair-at.ts";
import { PAIR_WINDOW, type PairReading, type PairValue } from "./pair-value.ts";

/** Joined bars made ready for `pairAt`: logarithms once a bar, not once a window. */
export function pairColumns(bars: readonly JoinedBar[]): PairColumns {
  return { bars, prices: logPricesOf(bars) };
}

/**
 * The value at each joined bar; null measures (`too_few_bars`) until the window is full.
 * @throws RangeError where the window is not a whole number from `PAIR_WINDOW.least` to `most`.
 */
export function pairSeries(bars: readonly JoinedBar[], about: PairWindow): PairValue[] {
  checkWindow(about.window);
  const columns = pairColumns(bars);
  return bars.map((_, index) => pairAt(columns, index, about));
}

/** What a stream of joined bars keeps: the last window. Plain JSON. */
export interface PairState {
  readonly window: number;
  readonly bars: JoinedBar[];
}

/** @throws RangeError as `pairSeries`. */
export function initPair(window: number): PairState {
  checkWindow(window);
  return { window, bars: [] };
}

/** Takes one final joined bar in, and tells its value: to the bit what `pairSeries` tells of it. */
export function stepPair(state: PairState, bar: JoinedBar, timeframe: PairWindow["timeframe"]): PairReading {
  state.bars.push(bar);
  if (state.bars.length > state.window) state.bars.shift();
  return pairReading(pairColumns(state.bars), state.bars.length - 1, { timeframe, window: state.window });
}

/** What a joined bar that forms would tell as the next one; the state stays as it is. */
export function peekPair(
  { window, bars }: PairState,
  bar: JoinedBar,
  timeframe: PairWindow["timeframe"],
): PairReading {
  const all = [...bars, bar].slice(-window);
  return pairReading(pairColumns(all), all.length - 1, { timeframe, window }, false);
}

function checkWindow(window: number): void {
  const { least, most } = PAIR_WINDOW;
  if (!Number.isInteger(window) || window < least || window > most)
    throw new RangeError(`a window has ${least} to ${most} bars, not ${window}`);
}
