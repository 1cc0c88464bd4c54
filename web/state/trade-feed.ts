import { type ReadonlySignal, signal } from "@preact/signals";
import { createBatcher } from "./batcher.ts";
import type { StreamPort } from "./stream-port.ts";
import { applyTrades, EMPTY_TAPE, type Tape } from "./tape.ts";
import { readTradesEvent, type TradesEvent, type ViewTrade } from "./wire.ts";

/** The trade tape of one symbol, live. */
export interface TradeFeed {
  readonly tape: ReadonlySignal<Tape>;
  readonly last: ReadonlySignal<ViewTrade | null>;
  close(): void;
}

const REDRAW_MS = 100;

export function openTradeFeed(symbol: string, stream: StreamPort): TradeFeed {
  const tape = signal<Tape>(EMPTY_TAPE);
  const last = signal<ViewTrade | null>(null);
  const batcher = createBatcher<TradesEvent>((events) => {
    tape.value = applyTrades(tape.value, events);
    const newest = tape.value.rows.find((row) => row.kind === "trade");
    if (newest !== undefined) last.value = newest;
  }, REDRAW_MS);
  const leave = stream.subscribe(`trades:${symbol}`, (message) => {
    const event = readTradesEvent(message);
    if (event !== null) batcher.add(event);
  });
  return {
    tape,
    last,
    close() {
      leave();
      batcher.close();
    },
  };
}
