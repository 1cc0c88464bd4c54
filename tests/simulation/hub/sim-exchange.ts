import type { Ticker } from "../../../contract/hub.ts";
import type { Kline } from "../../../market/bars/kline.ts";
import type { Trade } from "../../../market/bars/trade.ts";
import { TIMEFRAME_MS, type Timeframe } from "../../../market/time/timeframe.ts";
import type { FeedEvent } from "../../../platform/feeds/feed.ts";
import type { Random } from "../../../scripts/replay/model/random.ts";
import { MINUTE, type SimMarket } from "./market.ts";
import type { Plan } from "./plan.ts";
import { type Candle, type Fill, klineOf, text } from "./truth.ts";
import type { VirtualTime } from "./virtual-time.ts";

/** The exchange: publishes a decided market on its own clock, and answers what has been published so far. */
export class SimExchange {
  readonly market: SimMarket;
  readonly plan: Plan;
  readonly #time: VirtualTime;
  readonly #closedAt = new Map<number, number>();
  readonly #listeners = new Set<(event: FeedEvent, lost: boolean) => void>();

  constructor(plan: Plan, market: SimMarket, time: VirtualTime, random: Random) {
    this.plan = plan;
    this.market = market;
    this.#time = time;
    const lastSent = new Map<number, number>();
    for (const [index, fill] of market.fills.entries())
      lastSent.set(fill.time - (fill.time % MINUTE), market.sentAt[index] ?? 0);
    for (const minute of market.candles.keys()) {
      const over = minute + MINUTE + 20 + Math.floor(random() ** 3 * 1_500);
      this.#closedAt.set(minute, Math.max(over, (lastSent.get(minute) ?? 0) + 1));
    }
  }

  listen(listener: (event: FeedEvent, lost: boolean) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Starts to publish; after the plan's end it is only the ticker. */
  open(): void {
    this.#publishFill(this.market.sentBy(this.#time.now()));
    // The clock goes on behind the last trade.
    this.#every(1_000, 137, this.plan.end + 180_000, () => this.#publishTicker());
    this.#every(2_000, 411, this.plan.end - 1, () => this.#publishForming());
    const now = this.#time.now();
    for (const [minute, at] of this.#closedAt) {
      if (at < now || at > this.plan.end || this.plan.withheld.has(minute)) continue;
      this.#time.at(at, () => this.#publishKline(minute));
    }
  }

  /** Aggregate trades as REST shows them at `visibleBy`. */
  trades(fromId: number | undefined, limit: number, visibleBy: number): Trade[] {
    const { fills, firstId } = this.market;
    const sent = this.market.sentBy(visibleBy);
    const found: Trade[] = [];
    const from = fromId === undefined ? Math.max(0, sent - limit) : Math.max(0, fromId - firstId);
    for (let i = from; i < sent && found.length < limit; i += 1) {
      const fill = fills[i];
      if (fill !== undefined && !this.isLost(fill)) found.push(tradeOf(fill));
    }
    return found;
  }

  /** Klines as REST shows them now, oldest first. */
  klines(timeframe: Timeframe, from: number | undefined, to: number, limit: number): Kline[] {
    const length = TIMEFRAME_MS[timeframe];
    const now = this.#time.now();
    const last = Math.min(to, now);
    const newest = last - (last % length);
    const found: Kline[] = [];
    // Candles stand in the order of time: nothing is listed before the first.
    const listed = this.market.candles.keys().next().value ?? 0;
    const oldest = Math.max(from ?? newest - (limit - 1) * length, listed - (listed % length));
    for (let open = newest; open >= oldest; open -= length) {
      const kline = timeframe === "1m" ? this.#minute(open, now) : this.#rolled(timeframe, open, now);
      if (kline !== undefined) found.unshift(kline);
    }
    return from === undefined ? found.slice(-limit) : found.slice(0, limit);
  }

  /** The kline as the exchange publishes it, which is not always the truth. */
  kline(minute: number, ids: boolean): Kline | undefined {
    const candle = this.market.candles.get(minute);
    if (candle === undefined) return undefined;
    const kline = klineOf(candle, "1m", ids, true);
    return this.plan.falsified.has(minute) && candle.n > 0 ? falsify(kline, candle) : kline;
  }

  isFalse(minute: number): boolean {
    return this.plan.falsified.has(minute) && (this.market.candles.get(minute)?.n ?? 0) > 0;
  }

  isLost(fill: Fill): boolean {
    return this.plan.lost.some(({ from, to }) => fill.time >= from && fill.time < to);
  }

  ticker(): Ticker {
    const at = this.#time.now();
    const fill = this.market.fills[this.market.sentBy(at) - 1];
    const last = text(fill?.price ?? this.plan.style.price, 8);
    const rest = { change: "0", changePercent: "0", volume: "1", quoteVolume: "1" };
    return { time: at, last, high: last, low: last, bid: last, ask: last, ...rest };
  }

  #minute(minute: number, now: number): Kline | undefined {
    const closedAt = this.#closedAt.get(minute);
    if (closedAt === undefined) return undefined;
    if (now < minute + MINUTE) {
      const fills = this.market.fills[this.market.sentBy(now) - 1];
      return fills === undefined ? undefined : { ...klineOf(this.#forming(minute), "1m", false, false) };
    }
    if (now < closedAt + (this.plan.withheld.has(minute) ? 18_000 : 0)) return undefined;
    return this.kline(minute, false);
  }

  #forming(minute: number): Candle {
    const candle = this.market.candles.get(minute);
    if (candle === undefined) throw new Error("the exchange is down");
    return candle;
  }

  #rolled(timeframe: Timeframe, open: number, now: number): Kline | undefined {
    if (open + TIMEFRAME_MS[timeframe] > now) return undefined;
    const parts: Candle[] = [];
    for (let minute = open; minute < open + TIMEFRAME_MS[timeframe]; minute += MINUTE) {
      const part = this.market.candles.get(minute);
      if (part !== undefined) parts.push(part);
    }
    // A minute without a trade says nothing of a longer bar that has some.
    const traded = parts.filter((part) => part.n > 0);
    const [first] = traded.length > 0 ? traded : parts;
    const last = (traded.length > 0 ? traded : parts).at(-1);
    if (first === undefined || last === undefined || !this.market.candles.has(open)) return undefined;
    const sum = (of: (part: Candle) => bigint) => parts.reduce((total, part) => total + of(part), 0n);
    const whole: Candle = {
      ...first,
      openTime: open,
      close: last.close,
      high: traded.reduce((most, part) => (part.high > most ? part.high : most), first.high),
      low: traded.reduce((least, part) => (part.low < least ? part.low : least), first.low),
      volume: sum((part) => part.volume),
      quote: sum((part) => part.quote),
      buyVolume: sum((part) => part.buyVolume),
      buyQuote: sum((part) => part.buyQuote),
      n: parts.reduce((total, part) => total + part.n, 0),
    };
    return klineOf(whole, timeframe, false, true);
  }

  #publish(event: FeedEvent, lost = false): void {
    for (const listener of this.#listeners) listener(event, lost);
  }

  #publishFill(index: number): void {
    const fill = this.market.fills[index];
    const at = this.market.sentAt[index];
    if (fill === undefined || at === undefined || at > this.plan.end) return;
    this.#time.at(at, () => {
      this.#publish({ kind: "trade", eventTime: at, trade: tradeOf(fill) }, this.isLost(fill));
      this.#publishFill(index + 1);
    });
  }

  #publishTicker(): void {
    const at = this.#time.now();
    const lastTradeId = this.market.fills[this.market.sentBy(at) - 1]?.lastId ?? null;
    this.#publish({ kind: "ticker", eventTime: at, ticker: this.ticker(), lastTradeId });
  }

  #publishForming(): void {
    const eventTime = this.#time.now();
    const minute = eventTime - (eventTime % MINUTE);
    const last = this.market.fills[this.market.sentBy(eventTime) - 1];
    const known = last !== undefined && last.time >= minute ? last.lastId : null;
    const kline = { ...klineOf(this.#forming(minute), "1m", true, false), lastId: known };
    this.#publish({ kind: "kline", eventTime, kline });
  }

  #publishKline(minute: number): void {
    const kline = this.kline(minute, true);
    if (kline !== undefined) this.#publish({ kind: "kline", eventTime: this.#time.now(), kline });
  }

  #every(ms: number, offset: number, until: number, run: () => void): void {
    const next = this.#time.now() - (this.#time.now() % ms) + ms + offset;
    const again = (at: number) => {
      if (at > until) return;
      this.#time.at(at, () => {
        if (!this.market.isDown(at)) run();
        again(at + ms);
      });
    };
    again(next);
  }
}

export function tradeOf(fill: Fill): Trade {
  return {
    id: fill.id,
    price: text(fill.price, 8),
    size: text(fill.size, 8),
    time: fill.time,
    firstId: fill.firstId,
    lastId: fill.lastId,
    buyerIsMaker: fill.buyerIsMaker,
  };
}

/** Another value in one or two fields; which ones depends on the minute. */
function falsify(kline: Kline, candle: Candle): Kline {
  switch ((candle.openTime / MINUTE) % 4) {
    case 0:
      return { ...kline, high: text(candle.high + 7n, 8) };
    case 1:
      return { ...kline, volume: text(candle.volume + 1n, 8) };
    case 2:
      return { ...kline, n: kline.n + 1 };
    default:
      return {
        ...kline,
        close: text(candle.close + 1n, 8),
        quoteVolume: text(candle.quote / 10n ** 8n + 2n, 8),
      };
  }
}
