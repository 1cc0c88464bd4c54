import type { Bar } from "../../../market/bars/bar.ts";
import type { Trade } from "../../../market/bars/trade.ts";
import { priceBarOf } from "../../../market/indicators/price-bar.ts";
import { decideByBar, decideByTrade } from "../../../market/signals/lifecycle.ts";
import type { SignalEvent } from "../../../market/signals/signal.ts";
import type { EpochMs } from "../../../market/time/timeframe.ts";
import type { Series } from "./series.ts";

/**
 * What trades make of active signals ([ANA-30]). A minute's trades come before the minute behind them is final, and
 * that may issue a signal or end one: until it is, they wait. So what becomes of a signal is a function of trades and
 * bars in the order of their time, whenever each of them came.
 */
export class Outcomes {
  readonly #tell: (series: Series, events: readonly SignalEvent[]) => void;
  /** Those with an active signal: mostly none. */
  #followed: readonly Series[] = [];
  /** Trades from this time on wait. */
  #bound: EpochMs;
  #waiting: Trade[];

  /** @param waiting trades that were folded before and waited, by id. */
  constructor(
    bound: EpochMs,
    waiting: readonly Trade[],
    tell: (series: Series, events: readonly SignalEvent[]) => void,
  ) {
    this.#bound = bound;
    this.#waiting = waiting.filter((trade) => trade.time >= bound);
    this.#tell = tell;
  }

  /** Id of the first trade that waits; null where none does. */
  get waitsFrom(): number | null {
    return this.#waiting[0]?.id ?? null;
  }

  follow(series: Iterable<Series>): void {
    this.#followed = [...series].filter(({ book }) => book.active !== null);
  }

  /** A trade was folded. Hot. */
  onTrade(trade: Trade): void {
    if (trade.time >= this.#bound) this.#waiting.push(trade);
    else if (this.#followed.length > 0) this.#decide(trade);
  }

  /** Decides by the trades that waited, up to a time that bars are about to be analysed at. */
  through(time: EpochMs): void {
    if (this.#waiting.length === 0) return;
    const later: Trade[] = [];
    for (const trade of this.#waiting) {
      if (trade.time > time) later.push(trade);
      else this.#decide(trade);
    }
    this.#waiting = later;
  }

  /** All bars that are final were analysed: trades before `bound` need not wait any more. */
  settled(bound: EpochMs): void {
    this.#bound = Math.max(this.#bound, bound);
    this.through(this.#bound - 1);
  }

  /** Some of a minute's trades were seen by nobody, but are in its kline. The stop counts first ([ANA-31]). */
  byKline(bar: Bar): void {
    const prices = priceBarOf(bar);
    for (const series of this.#followed) {
      const events = decideByBar(series.book, prices, bar.closeTime);
      if (events.length > 0) this.#tell(series, events);
    }
  }

  #decide(trade: Trade): void {
    const price = Number(trade.price);
    for (const series of this.#followed) {
      const events = decideByTrade(series.book, price, trade.time);
      if (events.length > 0) this.#tell(series, events);
    }
  }
}
