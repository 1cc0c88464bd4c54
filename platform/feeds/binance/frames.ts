import type { FeedEvent } from "../feed.ts";
import { decodeAggTradeFrame } from "./agg-trade.ts";
import { readAggTradeText } from "./agg-trade-text.ts";
import { isRecord, problemOf } from "./fields.ts";
import { KlineFrameSchema } from "./kline.ts";
import { TickerFrameSchema } from "./ticker.ts";

/** What a frame of the socket means. */
export type Frame =
  | FeedEvent
  /** The server goes away soon; another connection should be made now. */
  | { readonly kind: "shutdown" }
  /** Well formed and of no interest: an answer to a command, a stream we did not ask for. */
  | { readonly kind: "ignored" }
  | { readonly kind: "bad"; readonly detail: string };

const SHUTDOWN: Frame = { kind: "shutdown" };
const NOT_A_TRADE = "not an aggTrade of this symbol";
const IGNORED: Frame = { kind: "ignored" };

/** Parses one text frame for `symbol`, raw or wrapped as `{stream, data}`. Never throws. */
export function parseFrame(text: string, symbol: string): Frame {
  const trade = readAggTradeText(text);
  if (trade !== undefined) return decodeAggTradeFrame(trade, symbol) ?? bad(NOT_A_TRADE, text);
  let frame: unknown;
  try {
    frame = JSON.parse(text);
  } catch {
    return bad("not JSON", text);
  }
  if (!isRecord(frame)) return Array.isArray(frame) ? IGNORED : bad("not an object", text);
  const wrapped = frame.data !== undefined && frame.stream !== undefined;
  const payload: unknown = wrapped ? frame.data : frame;
  if (!isRecord(payload)) return Array.isArray(payload) ? IGNORED : bad("no payload", text);
  switch (payload.e) {
    case "aggTrade":
      return decodeAggTradeFrame(payload, symbol) ?? bad(NOT_A_TRADE, text);
    case "kline":
      return klineFrame(payload, symbol, text);
    case "24hrTicker":
      return tickerFrame(payload, symbol, text);
    case "serverShutdown":
      return SHUTDOWN;
    default:
      return IGNORED;
  }
}

function klineFrame(payload: unknown, symbol: string, text: string): Frame {
  const { data, error } = KlineFrameSchema.safeParse(payload);
  if (data === undefined) return bad(`kline ${problemOf(error)}`, text);
  if (data.symbol !== symbol) return bad("a kline of another symbol", text);
  return { kind: "kline", eventTime: data.eventTime, kline: data.kline };
}

function tickerFrame(payload: unknown, symbol: string, text: string): Frame {
  const { data, error } = TickerFrameSchema.safeParse(payload);
  if (data === undefined) return bad(`ticker ${problemOf(error)}`, text);
  if (data.symbol !== symbol) return bad("a ticker of another symbol", text);
  return { kind: "ticker", eventTime: data.eventTime, ticker: data.ticker, lastTradeId: data.lastTradeId };
}

function bad(problem: string, text: string): Frame {
  return { kind: "bad", detail: `${problem}: ${text.slice(0, 160)}` };
}
