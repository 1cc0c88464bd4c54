import { TIMEFRAME_MS, type Timeframe } from "../../../market/time/timeframe.ts";
import type { FaultBox } from "../faults/fault-box.ts";
import { tickerEvent, tickerOf } from "../model/ticker.ts";
import type { SymbolView } from "../model/view.ts";
import { aggTradeFrame, Frame, klineFrame, tradeFrames } from "./frames.ts";

/** A frame on its way to a stream's subscribers. `tradeId` is set where trade faults may strike. */
export interface Outgoing {
  readonly stream: string;
  readonly frame: Frame;
  readonly tradeId: number | undefined;
}

/** Which streams of the symbol anybody listens to. */
export interface Wanted {
  readonly aggTrade: boolean;
  readonly trade: boolean;
  readonly ticker: boolean;
  readonly frames: readonly Timeframe[];
}

const UPDATE_MS = 2_000;

/**
 * What a symbol's streams say between `from` and `to` (exchange milliseconds, whole or not), in order: trades
 * as they become visible; at each full second the bars that closed with it, then updates of those that changed
 * (every second for 1s, every second second for the others), then the ticker.
 */
export function* tape(
  view: SymbolView,
  faults: FaultBox,
  wanted: Wanted,
  from: number,
  to: number,
): Generator<Outgoing> {
  const { symbol } = view.market.spec;
  const name = symbol.toLowerCase();
  let cursor = from;
  while (cursor < to) {
    const second = Math.floor(cursor / 1_000) * 1_000 + 1_000;
    const until = Math.min(second, to);
    if (wanted.aggTrade || wanted.trade) {
      for (const trade of view.tradesBetween(cursor, until)) {
        if (wanted.trade) {
          for (const { id, frame } of tradeFrames(symbol, trade)) {
            yield { stream: `${name}@trade`, frame, tradeId: id };
          }
        }
        if (wanted.aggTrade) {
          yield { stream: `${name}@aggTrade`, frame: aggTradeFrame(symbol, trade), tradeId: trade.id };
        }
      }
    }
    if (until === second) yield* atSecond(view, faults, wanted, second);
    cursor = until;
  }
}

function* atSecond(view: SymbolView, faults: FaultBox, wanted: Wanted, second: number): Generator<Outgoing> {
  const { symbol } = view.market.spec;
  const name = symbol.toLowerCase();
  for (const interval of wanted.frames) {
    const step = TIMEFRAME_MS[interval];
    const stream = `${name}@kline_${interval}`;
    if (second % step === 0) {
      const bar = view.bar(interval, second - step, second);
      const told = interval === "1m" ? faults.streamed(symbol, bar) : bar;
      yield { stream, frame: klineFrame(symbol, interval, told, true, second), tradeId: undefined };
    } else if (second % UPDATE_MS === 0) {
      const openTime = second - (second % step);
      const bar = view.bar(interval, openTime, second);
      const before = view.tradesBetween(second - UPDATE_MS, second, 1);
      if (before.length > 0 && bar.n > 0) {
        yield { stream, frame: klineFrame(symbol, interval, bar, false, second), tradeId: undefined };
      }
    }
  }
  if (wanted.ticker) {
    const ticker = tickerOf(view, second);
    const frame = new Frame((micro) => tickerEvent(symbol, ticker, second, micro));
    yield { stream: `${name}@ticker`, frame, tradeId: undefined };
  }
}
