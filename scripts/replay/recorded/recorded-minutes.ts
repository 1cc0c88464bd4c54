import type { DrawnMinute } from "../minute/minute.ts";
import type { MinuteFrame } from "../minute/shape.ts";
import { type ExchangeBar, foldTrades } from "../model/bar.ts";
import { BoundedMap } from "../model/bounded-map.ts";
import { grouped } from "../model/grouped.ts";
import { MINUTE_MS } from "../model/market.ts";
import { hash32, hashText } from "../model/random.ts";
import type { AggTrade } from "../model/trade.ts";
import { expandCandle } from "./expand-candle.ts";
import type { Candle } from "./kline-table.ts";
import { mergeFills } from "./merge-fills.ts";
import { longestStretch, type Recording, type Window } from "./recording.ts";

/** Aggregate trades of a minute that only a kline tells of. */
const FEWEST = 8;
const MOST = 40;
const EXTRA_FILLS = 0.4;

/** A minute of recorded time: its true trades, or how to draw some that make up its kline. */
export type RecordedMinute =
  | { readonly kind: "trades"; readonly trades: readonly AggTrade[]; readonly bar: ExchangeBar }
  | { readonly kind: "drawn"; readonly frame: MinuteFrame; readonly seed: number; readonly fills: number };

/** What happened in each minute of recorded time. */
export class RecordedMinutes {
  readonly #recording: Recording;
  readonly #trades = new Map<number, { trades: AggTrade[]; bar: ExchangeBar }>();
  readonly #first: number;
  readonly #last: number;
  readonly #seed: number;
  readonly #expanded = new BoundedMap<number, readonly Candle[]>(64);

  /** Aggregate ids of the recorded trades count from `firstId`. */
  constructor(recording: Recording, seed: number, firstId: number) {
    this.#recording = recording;
    this.#seed = hash32(seed, hashText(recording.spec.symbol));
    const merged = mergeFills(longestStretch(recording.fills), firstId);
    const minuteOf = (trade: AggTrade) => Math.floor(trade.timeUs / 60_000_000);
    const [head] = merged;
    const tail = merged.at(-1);
    this.#first = head === undefined ? Number.POSITIVE_INFINITY : minuteOf(head);
    this.#last = tail === undefined ? Number.NEGATIVE_INFINITY : minuteOf(tail);
    const byMinute = grouped(merged, minuteOf);
    for (let minute = this.#first; minute <= this.#last; minute += 1) {
      const trades = byMinute.get(minute) ?? [];
      const folded = foldTrades(minute * MINUTE_MS, trades, 0n);
      this.#trades.set(minute, { trades, bar: this.#overlaid(minute, folded) });
    }
  }

  at(minute: number): RecordedMinute {
    const known = this.#trades.get(minute);
    if (known !== undefined) return { kind: "trades", ...known };
    const seed = hash32(this.#seed, minute);
    const frame = this.#frame(minute, seed);
    const roomy = frame.volume >= 16 * frame.trades;
    const fills = frame.trades + (roomy ? Math.floor(frame.trades * EXTRA_FILLS) : 0);
    return { kind: "drawn", frame, seed, fills };
  }

  /** A drawn minute with its place in served time and its ids. */
  place(
    minute: Extract<RecordedMinute, { kind: "drawn" }>,
    served: number,
    ids: { firstId: number; firstFillId: number },
  ): DrawnMinute {
    const { frame, seed, fills } = minute;
    return { minute: served, frame, seed, fills, firstId: ids.firstId, firstFillId: ids.firstFillId };
  }

  /**
   * The recorded kline is the word of the exchange for open, high, low, close and volume of a whole minute. The
   * recording's first and last minute may be cut off: there the trades are all there is.
   */
  #overlaid(minute: number, folded: ExchangeBar): ExchangeBar {
    const candle = this.#recording.klines.minuteCandle(minute);
    if (candle === undefined || minute <= this.#first || minute >= this.#last || folded.n === 0)
      return folded;
    const { priceDigits, sizeDigits } = this.#recording.spec;
    const price = (ticks: number) => BigInt(ticks) * 10n ** BigInt(8 - priceDigits);
    return {
      ...folded,
      open: price(candle.open),
      high: price(candle.high),
      low: price(candle.low),
      close: price(candle.close),
      volume: BigInt(candle.volume) * 10n ** BigInt(8 - sizeDigits),
    };
  }

  #frame(minute: number, seed: number): MinuteFrame {
    const candle = this.#candle(minute);
    if (candle === undefined || candle.volume === 0) {
      return { open: 0, high: 0, low: 0, close: 0, volume: 0, trades: 0 };
    }
    const { open, high, low, close, volume } = candle;
    const needed =
      (open === close && high === open && low === open ? 1 : 2) +
      (high > Math.max(open, close) ? 1 : 0) +
      (low < Math.min(open, close) ? 1 : 0);
    // Less volume than prices cannot be traded; no exchange publishes it.
    if (volume < needed) return { open: close, high: close, low: close, close, volume, trades: 1 };
    const wanted = FEWEST + (seed % (MOST - FEWEST + 1));
    const trades = Math.max(needed, Math.min(wanted, Math.floor(volume / 16)));
    return { open, high, low, close, volume, trades };
  }

  #candle(minute: number): Candle | undefined {
    const candle = this.#recording.klines.covering(minute);
    if (candle === undefined) return undefined;
    // Candles of one timeframe share no key; two timeframes at one open time never both cover a minute first.
    const key = candle.minute * 2_000 + candle.minutes;
    const minutes = this.#expanded.getOrMake(key, () => expandCandle(candle, this.#seed));
    return minutes[minute - candle.minute];
  }
}

/** How many aggregate and individual trades a minute has. */
export function countsOf(minute: RecordedMinute): { trades: number; fills: number } {
  return minute.kind === "trades"
    ? { trades: minute.trades.length, fills: minute.bar.n }
    : { trades: minute.frame.trades, fills: minute.fills };
}

/** The ids of a window, minute by minute, for one pass through it. */
export interface WindowIds {
  /** Aggregate trades before each minute of the window, and in all of it (last entry). */
  readonly tradesBefore: Float64Array;
  /** The id of the first individual trade of each minute, and the one after the window (last entry). */
  readonly fillStart: Float64Array;
}

/** Counts through the window; recorded individual ids stay as they are, drawn ones continue them. */
export function countWindow(minutes: RecordedMinutes, window: Window, firstFillId: number): WindowIds {
  const length = window.end - window.first;
  const tradesBefore = new Float64Array(length + 1);
  const fillStart = new Float64Array(length + 1);
  let trades = 0;
  let fill = firstFillId;
  for (let i = 0; i < length; i += 1) {
    const minute = minutes.at(window.first + i);
    const counts = countsOf(minute);
    tradesBefore[i] = trades;
    trades += counts.trades;
    if (minute.kind === "trades" && counts.trades > 0) {
      fillStart[i] = minute.bar.firstId;
      fill = minute.bar.lastId + 1;
    } else {
      fillStart[i] = fill;
      fill += counts.fills;
    }
  }
  tradesBefore[length] = trades;
  fillStart[length] = fill;
  return { tradesBefore, fillStart };
}
