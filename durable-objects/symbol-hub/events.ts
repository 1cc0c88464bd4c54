import { barJson } from "../../contract/bar-json.ts";
import type { Ticker } from "../../contract/hub.ts";
import { eventJson, type FeedState } from "../../contract/stream.ts";
import type { Bar } from "../../market/bars/bar.ts";
import type { Trade } from "../../market/bars/trade.ts";
import type { EpochMs } from "../../market/time/timeframe.ts";

/** The texts of a hub's events. `ts` is the exchange's time of what is reported, so every copy is equal. */

export function tradeText(trade: Trade): string {
  return `[${trade.id},${trade.price},${trade.size},${trade.time},${trade.buyerIsMaker}]`;
}

export function tradeEvent(channel: string, seq: number, trade: Trade): string {
  return eventJson(channel, seq, "update", trade.time, `{"trades":[${tradeText(trade)}]}`);
}

export function tradesSnapshot(channel: string, seq: number, ts: EpochMs, trades: readonly Trade[]): string {
  return eventJson(channel, seq, "snapshot", ts, `{"trades":[${trades.map(tradeText).join(",")}]}`);
}

export function barEvent(channel: string, seq: number, bar: Bar, ts: EpochMs = bar.closeTime): string {
  return eventJson(channel, seq, "update", ts, `{"bar":${barJson(bar)}}`);
}

export function barsSnapshot(channel: string, seq: number, ts: EpochMs, bars: readonly Bar[]): string {
  return eventJson(channel, seq, "snapshot", ts, `{"bars":[${bars.map((bar) => barJson(bar)).join(",")}]}`);
}

export function gapEvent(channel: string, seq: number, missed: number, from: EpochMs, to: EpochMs): string {
  return eventJson(channel, seq, "gap", to, `{"missed":${missed},"from":${from},"to":${to}}`);
}

export function tickerEvent(
  channel: string,
  seq: number,
  type: "snapshot" | "update",
  ticker: Ticker,
): string {
  const data =
    `{"last":${ticker.last},"change":${ticker.change},"changePercent":${ticker.changePercent},` +
    `"high":${ticker.high},"low":${ticker.low},"volume":${ticker.volume},"quoteVolume":${ticker.quoteVolume},` +
    `"bid":${ticker.bid},"ask":${ticker.ask}}`;
  return eventJson(channel, seq, type, ticker.time, data);
}

export interface StatusData {
  readonly state: FeedState;
  readonly lagMs: number | null;
  readonly source: string;
}

export function statusEvent(
  channel: string,
  seq: number,
  type: "snapshot" | "update",
  ts: EpochMs,
  status: StatusData,
): string {
  return eventJson(channel, seq, type, ts, JSON.stringify(status));
}
