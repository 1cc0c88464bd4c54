import type { ExchangeBar } from "./bar.ts";
import type { SymbolView } from "./view.ts";
import { decimal8, quote8 } from "./wire.ts";

const DAY_MS = 86_400_000;

/** The 24-hour statistics of a symbol, as text on the wire. */
export interface Ticker24h {
  readonly change: string;
  readonly changePercent: string;
  readonly weighted: string;
  readonly previousClose: string;
  readonly last: string;
  readonly lastSize: string;
  readonly bid: string;
  readonly bidSize: string;
  readonly ask: string;
  readonly askSize: string;
  readonly bar: ExchangeBar;
  readonly openTime: number;
  readonly closeTime: number;
}

/** The ticker at `now`. The book is what the last trade says of it: it took the bid or the ask, a tick apart. */
export function tickerOf(view: SymbolView, now: number): Ticker24h {
  const bar = view.window(now);
  const { priceDigits } = view.market.spec;
  const tick = 10n ** BigInt(8 - priceDigits);
  const [trade] = view.tradesBefore(now, 1);
  const last = trade?.price ?? bar.close;
  const size = trade?.size ?? 0n;
  const soldToBid = trade?.buyerIsMaker ?? true;
  const bid = soldToBid ? last : last > tick ? last - tick : last;
  const change = last - bar.open;
  const first = Math.max(view.market.firstMinute, Math.floor(now / 60_000) - 1_440);
  return {
    change: decimal8(change),
    changePercent: percent(change, bar.open),
    weighted: decimal8(bar.volume === 0n ? last : bar.quote / bar.volume),
    previousClose: decimal8(view.market.previousClose(first)),
    last: decimal8(last),
    lastSize: decimal8(size),
    bid: decimal8(bid),
    bidSize: decimal8(size * 3n),
    ask: decimal8(soldToBid ? last + tick : last),
    askSize: decimal8(size * 2n),
    bar,
    openTime: now - DAY_MS,
    closeTime: now,
  };
}

/** `GET /api/v3/ticker/24hr`, one symbol's entry. */
export function tickerRest(symbol: string, ticker: Ticker24h, micro: boolean): Record<string, unknown> {
  const scale = micro ? 1_000 : 1;
  return {
    symbol,
    priceChange: ticker.change,
    priceChangePercent: ticker.changePercent,
    weightedAvgPrice: ticker.weighted,
    prevClosePrice: ticker.previousClose,
    lastPrice: ticker.last,
    lastQty: ticker.lastSize,
    bidPrice: ticker.bid,
    bidQty: ticker.bidSize,
    askPrice: ticker.ask,
    askQty: ticker.askSize,
    openPrice: decimal8(ticker.bar.open),
    highPrice: decimal8(ticker.bar.high),
    lowPrice: decimal8(ticker.bar.low),
    volume: decimal8(ticker.bar.volume),
    quoteVolume: quote8(ticker.bar.quote),
    openTime: ticker.openTime * scale,
    closeTime: ticker.closeTime * scale,
    firstId: ticker.bar.firstId,
    lastId: ticker.bar.lastId,
    count: ticker.bar.n,
  };
}

/** The `@ticker` stream's payload. */
export function tickerEvent(
  symbol: string,
  ticker: Ticker24h,
  eventTime: number,
  micro: boolean,
): Record<string, unknown> {
  const scale = micro ? 1_000 : 1;
  return {
    e: "24hrTicker",
    E: eventTime * scale,
    s: symbol,
    p: ticker.change,
    P: ticker.changePercent,
    w: ticker.weighted,
    x: ticker.previousClose,
    c: ticker.last,
    Q: ticker.lastSize,
    b: ticker.bid,
    B: ticker.bidSize,
    a: ticker.ask,
    A: ticker.askSize,
    o: decimal8(ticker.bar.open),
    h: decimal8(ticker.bar.high),
    l: decimal8(ticker.bar.low),
    v: decimal8(ticker.bar.volume),
    q: quote8(ticker.bar.quote),
    O: ticker.openTime * scale,
    C: ticker.closeTime * scale,
    F: ticker.bar.firstId,
    L: ticker.bar.lastId,
    n: ticker.bar.n,
  };
}

/** Three decimals, truncated. */
function percent(change: bigint, open: bigint): string {
  if (open === 0n) return "0.000";
  const thousandths = (change * 100_000n) / open;
  const size = thousandths < 0n ? -thousandths : thousandths;
  const sign = thousandths < 0n ? "-" : "";
  return `${sign}${size / 1_000n}.${(size % 1_000n).toString().padStart(3, "0")}`;
}
