import { drawnBar, drawnTrades, unitsOf } from "../minute/minute.ts";
import { type ExchangeBar, flatBar, joinBars } from "../model/bar.ts";
import { BoundedMap } from "../model/bounded-map.ts";
import { MINUTE_MS, type SymbolMarket, type SymbolSpec } from "../model/market.ts";
import type { AggTrade } from "../model/trade.ts";
import {
  countsOf,
  countWindow,
  type RecordedMinute,
  RecordedMinutes,
  type WindowIds,
} from "./recorded-minutes.ts";
import { longestStretch, type Recording, type Window } from "./recording.ts";

/** The aggregate id of the window's first trade; history counts down from it. */
const FIRST_ID = 1_000_000_000;
/** The individual id there, where no trades were recorded. */
const FIRST_FILL_ID = 2_000_000_000;
/**
 * Bars that open longer than this before the window tell no ids: REST shows none, streams only tell bars of today,
 * and counting back through all of history would be for nothing.
 */
const COUNTED_BACK = 3 * 1_440;

export interface RecordedOptions {
  readonly seed: number;
  /** Served minute of the window's first one; its own when undefined. */
  readonly startMinute: number | undefined;
  readonly historyDays: number;
}

/** Where a served minute lies: its minute in recorded time, and the ids of its first trades. */
interface Place {
  readonly minute: number;
  readonly firstId: number;
  readonly firstFillId: number;
  /** What the window's own ids are shifted by, in this pass through it. */
  readonly idShift: number;
  readonly fillShift: number;
}

const NOWHERE = { firstId: 0, firstFillId: 0, idShift: 0, fillShift: 0 };

/**
 * A recorded symbol, shifted by whole minutes: history before the window, then the window over and over. Ids go on
 * counting from pass to pass, so they are contiguous for ever.
 */
export class RecordedMarket implements SymbolMarket {
  readonly spec: SymbolSpec;
  readonly firstMinute: number;
  readonly #minutes: RecordedMinutes;
  readonly #window: Window;
  readonly #ids: WindowIds;
  readonly #shift: number;
  readonly #units: { price: bigint; size: bigint };
  readonly #firstPrice: bigint;
  readonly #earliest: number;
  /** Totals of the last i minutes before the window; grown on demand. */
  readonly #backTrades = [0];
  readonly #backFills = [0];
  readonly #closes = new BoundedMap<number, bigint>(4_096);
  readonly #trades = new BoundedMap<number, readonly AggTrade[]>(64);

  constructor(recording: Recording, window: Window, options: RecordedOptions) {
    this.spec = recording.spec;
    this.#units = unitsOf(recording.spec);
    this.#window = window;
    this.#minutes = new RecordedMinutes(recording, options.seed, FIRST_ID);
    const [fill] = longestStretch(recording.fills);
    this.#ids = countWindow(this.#minutes, window, fill?.id ?? FIRST_FILL_ID);
    this.#shift = options.startMinute === undefined ? 0 : options.startMinute - window.first;
    const earliest = Math.min(recording.klines.earliest() ?? window.first, window.first);
    this.#earliest = Math.max(earliest, window.first - options.historyDays * 1_440);
    this.firstMinute = this.#earliest + this.#shift;
    this.#firstPrice = fill?.price ?? this.#openOf(this.#earliest);
  }

  fold(minute: number, count: number): ExchangeBar {
    let result = this.#bar(minute);
    for (let m = minute + 1; m < minute + count; m += 1) result = joinBars(result, this.#bar(m));
    return result;
  }

  trades(minute: number): readonly AggTrade[] {
    return this.#trades.getOrMake(minute, () => {
      const place = this.#place(minute);
      const recorded = this.#minutes.at(place.minute);
      if (recorded.kind === "drawn") {
        return drawnTrades(this.#minutes.place(recorded, minute, place), this.#units);
      }
      const delay = (minute - place.minute) * MINUTE_MS * 1_000;
      return recorded.trades.map((trade) => ({
        ...trade,
        id: trade.id + place.idShift,
        firstId: trade.firstId + place.fillShift,
        lastId: trade.lastId + place.fillShift,
        timeUs: trade.timeUs + delay,
      }));
    });
  }

  previousClose(minute: number): bigint {
    return this.#closes.getOrMake(minute, () => {
      for (let m = minute - 1; m >= this.firstMinute; m -= 1) {
        const close = this.#closeOf(this.#minutes.at(this.#recordedMinute(m)));
        if (close !== undefined) return close;
      }
      return this.#firstPrice;
    });
  }

  firstTradeId(minute: number): number {
    return this.#place(minute).firstId;
  }

  #bar(minute: number): ExchangeBar {
    const far = minute - this.#shift < this.#window.first - COUNTED_BACK;
    const place = far ? { ...NOWHERE, minute: this.#recordedMinute(minute) } : this.#place(minute);
    const recorded = this.#minutes.at(place.minute);
    if (countsOf(recorded).trades === 0) return flatBar(minute * MINUTE_MS, this.previousClose(minute));
    if (recorded.kind === "drawn") return drawnBar(this.#minutes.place(recorded, minute, place), this.#units);
    return {
      ...recorded.bar,
      openTime: minute * MINUTE_MS,
      firstId: recorded.bar.firstId + place.fillShift,
      lastId: recorded.bar.lastId + place.fillShift,
    };
  }

  #recordedMinute(served: number): number {
    const { first, end } = this.#window;
    const minute = served - this.#shift;
    return minute < first ? minute : first + ((minute - first) % (end - first));
  }

  #place(served: number): Place {
    const { first, end } = this.#window;
    const minute = this.#recordedMinute(served);
    if (minute < first) {
      const back = this.#lookBack(first - minute);
      return {
        minute,
        firstId: FIRST_ID - back.trades,
        firstFillId: (this.#ids.fillStart[0] ?? 0) - back.fills,
        idShift: 0,
        fillShift: 0,
      };
    }
    const length = end - first;
    const pass = Math.floor((served - this.#shift - first) / length);
    const index = minute - first;
    const { tradesBefore, fillStart } = this.#ids;
    const idShift = pass * (tradesBefore[length] ?? 0);
    const fillShift = pass * ((fillStart[length] ?? 0) - (fillStart[0] ?? 0));
    return {
      minute,
      firstId: FIRST_ID + idShift + (tradesBefore[index] ?? 0),
      firstFillId: (fillStart[index] ?? 0) + fillShift,
      idShift,
      fillShift,
    };
  }

  #lookBack(minutes: number): { trades: number; fills: number } {
    for (let i = this.#backTrades.length; i <= minutes; i += 1) {
      const counts = countsOf(this.#minutes.at(this.#window.first - i));
      this.#backTrades.push((this.#backTrades[i - 1] ?? 0) + counts.trades);
      this.#backFills.push((this.#backFills[i - 1] ?? 0) + counts.fills);
    }
    return { trades: this.#backTrades[minutes] ?? 0, fills: this.#backFills[minutes] ?? 0 };
  }

  #closeOf(recorded: RecordedMinute): bigint | undefined {
    if (recorded.kind === "trades") return recorded.trades.at(-1)?.price;
    return recorded.frame.trades > 0 ? BigInt(recorded.frame.close) * this.#units.price : undefined;
  }

  #openOf(minute: number): bigint {
    const recorded = this.#minutes.at(minute);
    return recorded.kind === "drawn" ? BigInt(recorded.frame.open) * this.#units.price : 0n;
  }
}
