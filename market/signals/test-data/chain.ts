import { closeTimeOf } from "../../time/timeframe.ts";
import { decideByTrade, emptyBook, passBar } from "../lifecycle.ts";
import { nextRecord, type SignalRecord } from "../record.ts";
import type { Side, SignalEvent } from "../signal.ts";
import { thoughtDecision } from "./decisions.ts";

const START = 1_700_000_040_000;

/** Events of several signals, one after the other: touches, a stop, a third target, an expiry, an opposite signal. */
export function thoughtEvents(symbol: string): SignalEvent[] {
  const book = emptyBook();
  const events: SignalEvent[] = [];
  let minute = 0;
  const bar = (side: Side | "HOLD", close: number) => {
    const openTime = START + minute * 60_000;
    minute += 1;
    const decision = thoughtDecision(
      { openTime, open: close, high: close, low: close, close, volume: 1 },
      side,
      2,
    );
    events.push(...passBar(book, { symbol, timeframe: "1m" }, close, decision, 3));
    return closeTimeOf(openTime, "1m");
  };
  const trades = (after: number, ...prices: number[]) => {
    prices.forEach((price, i) => {
      events.push(...decideByTrade(book, price, after + 1 + i));
    });
  };
  trades(bar("BUY", 100), 101, 104.25, 103, 106.5, 96.9);
  trades(bar("SELL", 97), 95, 92, 88.8);
  for (const close of [99, 99.5, 99.1, 98.7]) bar(close === 99 ? "BUY" : "HOLD", close);
  bar("SELL", 98);
  bar("BUY", 97.3);
  trades(bar("HOLD", 97.5), 102);
  return events;
}

/** The chain of these events. @param sha256 of a text, in hex. */
export function chainOf(
  symbol: string,
  events: readonly SignalEvent[],
  timeOf: (event: SignalEvent) => number,
  sha256: (text: string) => string,
): SignalRecord[] {
  const records: SignalRecord[] = [];
  for (const event of events) {
    records.push(nextRecord(symbol, records.at(-1) ?? null, event, timeOf(event), sha256));
  }
  return records;
}
