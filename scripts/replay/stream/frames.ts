import { closeTimeOf, type Timeframe } from "../../../market/time/timeframe.ts";
import type { ExchangeBar } from "../model/bar.ts";
import { type AggTrade, timeMs } from "../model/trade.ts";
import { decimal8, quote8 } from "../model/wire.ts";

/** A payload in both time units; each is written at most once, however many sockets want it. */
export class Frame {
  readonly #write: (micro: boolean) => object;
  #milli: string | undefined;
  #micro: string | undefined;

  constructor(write: (micro: boolean) => object) {
    this.#write = write;
  }

  text(micro: boolean): string {
    if (micro) {
      this.#micro ??= JSON.stringify(this.#write(true));
      return this.#micro;
    }
    this.#milli ??= JSON.stringify(this.#write(false));
    return this.#milli;
  }
}

/** `@aggTrade`; the event time is the end of the trade's millisecond, when it becomes visible. */
export function aggTradeFrame(symbol: string, trade: AggTrade): Frame {
  return new Frame((micro) => ({
    e: "aggTrade",
    E: (timeMs(trade) + 1) * (micro ? 1_000 : 1),
    s: symbol,
    a: trade.id,
    p: decimal8(trade.price),
    q: decimal8(trade.size),
    f: trade.firstId,
    l: trade.lastId,
    T: micro ? trade.timeUs : timeMs(trade),
    m: trade.buyerIsMaker,
    M: true,
  }));
}

/** `@trade`: one frame for each individual trade. */
export function tradeFrames(symbol: string, trade: AggTrade): { id: number; frame: Frame }[] {
  return trade.fills.map((size, i) => {
    const id = trade.firstId + i;
    const frame = new Frame((micro) => ({
      e: "trade",
      E: (timeMs(trade) + 1) * (micro ? 1_000 : 1),
      s: symbol,
      t: id,
      p: decimal8(trade.price),
      q: decimal8(size),
      T: micro ? trade.timeUs : timeMs(trade),
      m: trade.buyerIsMaker,
      M: true,
    }));
    return { id, frame };
  });
}

/** `@kline_<interval>`. */
export function klineFrame(
  symbol: string,
  frame: Timeframe,
  bar: ExchangeBar,
  closed: boolean,
  eventTime: number,
): Frame {
  return new Frame((micro) => {
    const scale = micro ? 1_000 : 1;
    return {
      e: "kline",
      E: eventTime * scale,
      s: symbol,
      k: {
        t: bar.openTime * scale,
        T: (closeTimeOf(bar.openTime, frame) + 1) * scale - 1,
        s: symbol,
        i: frame,
        f: bar.firstId,
        L: bar.lastId,
        o: decimal8(bar.open),
        c: decimal8(bar.close),
        h: decimal8(bar.high),
        l: decimal8(bar.low),
        v: decimal8(bar.volume),
        n: bar.n,
        x: closed,
        q: quote8(bar.quote),
        V: decimal8(bar.takerVolume),
        Q: quote8(bar.takerQuote),
        B: "0",
      },
    };
  });
}

/** Told to every socket before the server goes away. */
export function shutdownFrame(eventTime: number): Frame {
  return new Frame((micro) => ({ e: "serverShutdown", E: micro ? eventTime * 1_000 : eventTime }));
}
