import { openTimeOf, TIMEFRAME_MS, type Timeframe } from "../../../market/time/timeframe.ts";
import { type ExchangeBar, foldTrades, joinBars } from "./bar.ts";
import { BoundedMap } from "./bounded-map.ts";
import { MINUTE_MS, type SymbolMarket } from "./market.ts";
import { type AggTrade, timeMs } from "./trade.ts";

const KEPT_BARS = 8_192;
/** Long bars are folded from shorter ones that are kept, so that each serves the next. */
const PARTS: Partial<Record<Timeframe, Timeframe>> = { "1d": "12h", "12h": "4h" };
const WINDOW_MINUTES = 1_440;

/**
 * A symbol as the exchange shows it at a moment: a trade is visible once its millisecond is over, a bar is
 * closed once its last one is. REST and streams both look through here, so they cannot disagree.
 */
export class SymbolView {
  readonly market: SymbolMarket;
  readonly #closed = new BoundedMap<string, ExchangeBar>(KEPT_BARS);
  /** The whole minutes of a bar that is still forming, extended as they pass. */
  readonly #growing = new Map<string, { count: number; bar: ExchangeBar }>();

  constructor(market: SymbolMarket) {
    this.market = market;
  }

  get firstTime(): number {
    return this.market.firstMinute * MINUTE_MS;
  }

  /** The bar that opens at `openTime`, as of `now`; later trades of it do not exist yet. */
  bar(frame: Timeframe, openTime: number, now: number): ExchangeBar {
    const length = TIMEFRAME_MS[frame];
    if (frame === "1s") return this.#second(openTime, now);
    const minute = openTime / MINUTE_MS;
    if (openTime + length <= now) {
      return this.#closed.getOrMake(`${frame}:${openTime}`, () => {
        const part = PARTS[frame];
        if (part === undefined || openTime < this.firstTime)
          return this.market.fold(minute, length / MINUTE_MS);
        const step = TIMEFRAME_MS[part];
        let bar = this.bar(part, openTime, now);
        for (let t = openTime + step; t < openTime + length; t += step)
          bar = joinBars(bar, this.bar(part, t, now));
        return bar;
      });
    }
    const current = Math.floor(now / MINUTE_MS);
    const partial = this.#partial(current, now);
    if (current === minute) return partial;
    return { ...joinBars(this.#grow(frame, minute, current - minute), partial), openTime };
  }

  /** Bars on the frame's grid from `from` to `to` (both included), cut to what exists at `now`. */
  openTimes(
    frame: Timeframe,
    from: number,
    to: number,
    now: number,
  ): { first: number; last: number; step: number } {
    const step = TIMEFRAME_MS[frame];
    const earliest = Math.ceil(this.firstTime / step) * step;
    return {
      first: Math.max(earliest, Math.ceil(from / step) * step),
      last: Math.min(openTimeOf(to, frame), openTimeOf(now, frame)),
      step,
    };
  }

  /** Visible trades with `from <= time < to`, oldest first. */
  tradesBetween(from: number, to: number, limit = Number.POSITIVE_INFINITY): AggTrade[] {
    const found: AggTrade[] = [];
    const first = Math.max(this.market.firstMinute, Math.floor(from / MINUTE_MS));
    for (let minute = first; minute * MINUTE_MS < to && found.length < limit; minute += 1) {
      for (const trade of this.market.trades(minute)) {
        const time = timeMs(trade);
        if (time >= to || found.length >= limit) break;
        if (time >= from) found.push(trade);
      }
    }
    return found;
  }

  /** The last `limit` trades before `to`, oldest first. */
  tradesBefore(to: number, limit: number): AggTrade[] {
    let found: AggTrade[] = [];
    for (let minute = Math.floor(to / MINUTE_MS); minute >= this.market.firstMinute; minute -= 1) {
      const trades = this.market.trades(minute).filter((trade) => timeMs(trade) < to);
      found = [...trades, ...found];
      if (found.length >= limit) break;
    }
    return found.slice(-limit);
  }

  /** Trades from the aggregate id `id` on that are visible at `now`. */
  tradesFrom(id: number, now: number, limit: number): AggTrade[] {
    const { market } = this;
    let high = Math.floor(now / MINUTE_MS);
    // Most ids that are asked for are recent: look back in growing steps, then between the last two.
    let low = high;
    for (let step = 1; low > market.firstMinute && market.firstTradeId(low) > id; step *= 2) {
      high = low - 1;
      low = Math.max(market.firstMinute, low - step);
    }
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if (market.firstTradeId(middle) <= id) low = middle;
      else high = middle - 1;
    }
    const first = market.trades(low).findIndex((trade) => trade.id >= id);
    const start = first < 0 ? [] : market.trades(low).slice(first, first + limit);
    const found = start.filter((trade) => timeMs(trade) < now);
    if (found.length < start.length || found.length >= limit) return found;
    return [...found, ...this.tradesBetween((low + 1) * MINUTE_MS, now, limit - found.length)];
  }

  /**
   * The last 24 hours at `now`, by whole minutes: the oldest minute counts while any of it is in the window.
   */
  window(now: number): ExchangeBar {
    const current = Math.floor(now / MINUTE_MS);
    const first = Math.max(this.market.firstMinute, current - WINDOW_MINUTES);
    const partial = this.#partial(current, now);
    return current <= first ? partial : joinBars(this.#grow("window", first, current - first), partial);
  }

  #grow(name: string, minute: number, count: number): ExchangeBar {
    const key = `${name}:${minute}`;
    const known = this.#growing.get(key);
    if (known !== undefined && known.count === count) return known.bar;
    const bar =
      known === undefined || known.count > count
        ? this.market.fold(minute, count)
        : joinBars(known.bar, this.market.fold(minute + known.count, count - known.count));
    for (const old of this.#growing.keys()) if (old.startsWith(`${name}:`)) this.#growing.delete(old);
    this.#growing.set(key, { count, bar });
    return bar;
  }

  #partial(minute: number, now: number): ExchangeBar {
    const trades = this.market.trades(minute).filter((trade) => timeMs(trade) < now);
    return foldTrades(minute * MINUTE_MS, trades, this.market.previousClose(minute));
  }

  #second(openTime: number, now: number): ExchangeBar {
    const minute = Math.floor(openTime / MINUTE_MS);
    let close = this.market.previousClose(minute);
    const trades: AggTrade[] = [];
    for (const trade of this.market.trades(minute)) {
      const time = timeMs(trade);
      if (time >= Math.min(now, openTime + 1_000)) break;
      if (time >= openTime) trades.push(trade);
      else close = trade.price;
    }
    return foldTrades(openTime, trades, close);
  }
}
