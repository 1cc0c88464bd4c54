import type { SymbolSpec } from "../model/market.ts";
import type { Fill } from "./fill.ts";
import type { KlineTable } from "./kline-table.ts";

/** All that was recorded of one symbol. Trades are sorted by id. */
export interface Recording {
  readonly spec: SymbolSpec;
  readonly fills: readonly Fill[];
  readonly klines: KlineTable;
}

/** The minutes (since the epoch, in recorded time) that are replayed, again and again. */
export interface Window {
  readonly first: number;
  /** Exclusive. */
  readonly end: number;
}

/** The longest window; what was recorded behind it is not replayed. */
export const LONGEST_MINUTES = 31 * 1_440;
const DAY_MINUTES = 1_440;
const SILENCE_US = 3_600_000_000;

/** The stretch of trades that is replayed: of those an hour or more apart, the one with most trades. */
export function longestStretch(fills: readonly Fill[]): readonly Fill[] {
  let best: readonly Fill[] = [];
  let start = 0;
  for (let i = 1; i <= fills.length; i += 1) {
    const [fill, previous] = [fills[i], fills[i - 1]];
    if (fill !== undefined && previous !== undefined && fill.timeUs - previous.timeUs < SILENCE_US) continue;
    if (i - start > best.length) best = fills.slice(start, i);
    start = i;
  }
  return best;
}

/**
 * What is replayed of a symbol: from the first recorded trade on, as long as 1m klines continue behind the last
 * one. Undefined without trades.
 */
export function tradedWindow(
  fills: readonly Fill[],
  hasMinute: (minute: number) => boolean,
): Window | undefined {
  const [head] = fills;
  const tail = fills.at(-1);
  if (head === undefined || tail === undefined) return undefined;
  const first = Math.floor(head.timeUs / 60_000_000);
  let end = Math.floor(tail.timeUs / 60_000_000) + 1;
  while (end - first < LONGEST_MINUTES && hasMinute(end)) end += 1;
  return { first, end };
}

/** What is replayed of a symbol without trades: the last day (or half) of its shortest recorded klines. */
export function candleWindow(firstMinute: number, end: number): Window {
  return { first: end - Math.min(DAY_MINUTES, Math.ceil((end - firstMinute) / 2)), end };
}
