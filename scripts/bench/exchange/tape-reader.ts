import { tape } from "../../replay/stream/tape.ts";
import type { BenchExchange } from "./bench-exchange.ts";

/** A frame as the exchange's combined stream sends it. */
export interface TapeFrame {
  readonly text: string;
  /** Aggregate id, where it is a trade. */
  readonly tradeId: number | undefined;
  /** The exchange's time at which it is sent, ms. */
  readonly time: number;
  /** A kline that has closed. */
  readonly closed: boolean;
}

/** Reads on in what the exchange's streams say, as fast as wanted. */
export class TapeReader {
  readonly #frames: Generator<TapeFrame>;

  constructor(exchange: BenchExchange) {
    this.#frames = frames(exchange);
  }

  /** The next frames, through the `count`th trade. */
  trades(count: number): TapeFrame[] {
    const taken: TapeFrame[] = [];
    for (let trades = 0; trades < count; ) {
      const frame = this.#next();
      taken.push(frame);
      if (frame.tradeId !== undefined) trades += 1;
    }
    return taken;
  }

  /** The next frames, through the next closed 1m kline. */
  minute(): TapeFrame[] {
    const taken: TapeFrame[] = [];
    for (;;) {
      const frame = this.#next();
      taken.push(frame);
      if (frame.closed) return taken;
    }
  }

  #next(): TapeFrame {
    const { value, done } = this.#frames.next();
    if (done === true) throw new RangeError("the tape has ended");
    return value;
  }
}

function* frames(exchange: BenchExchange): Generator<TapeFrame, undefined> {
  const wanted = { aggTrade: true, trade: false, ticker: true, frames: ["1m"] as const };
  for (const outgoing of tape(
    exchange.view,
    exchange.faults,
    wanted,
    exchange.now,
    Number.MAX_SAFE_INTEGER,
  )) {
    const data = outgoing.frame.text(false);
    yield {
      text: `{"stream":"${outgoing.stream}","data":${data}}`,
      tradeId: outgoing.tradeId,
      time: Number(/"E":(\d+)/.exec(data)?.[1]),
      closed: data.includes('"x":true'),
    };
  }
  return undefined;
}
