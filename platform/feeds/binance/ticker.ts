import { z } from "zod";
import type { Ticker } from "../../../contract/hub.ts";
import { decimalField, idOrNoneField, signedDecimalField, timeField } from "./fields.ts";

/** A `24hrTicker` frame of the stream. */
export const TickerFrameSchema = z
  .object({
    e: z.literal("24hrTicker"),
    E: timeField,
    s: z.string(),
    p: signedDecimalField,
    P: signedDecimalField,
    c: decimalField,
    b: decimalField,
    a: decimalField,
    h: decimalField,
    l: decimalField,
    v: decimalField,
    q: decimalField,
    L: idOrNoneField,
  })
  .transform((raw) => ({
    symbol: raw.s,
    eventTime: raw.E,
    lastTradeId: raw.L,
    ticker: {
      time: raw.E,
      last: raw.c,
      change: raw.p,
      changePercent: raw.P,
      high: raw.h,
      low: raw.l,
      volume: raw.v,
      quoteVolume: raw.q,
      bid: raw.b,
      ask: raw.a,
    } satisfies Ticker,
  }));

/** The answer of REST `ticker/24hr?symbol=`. */
export const TickerAnswerSchema = z
  .object({
    closeTime: timeField,
    priceChange: signedDecimalField,
    priceChangePercent: signedDecimalField,
    lastPrice: decimalField,
    bidPrice: decimalField,
    askPrice: decimalField,
    highPrice: decimalField,
    lowPrice: decimalField,
    volume: decimalField,
    quoteVolume: decimalField,
  })
  .transform(
    (raw): Ticker => ({
      time: raw.closeTime,
      last: raw.lastPrice,
      change: raw.priceChange,
      changePercent: raw.priceChangePercent,
      high: raw.highPrice,
      low: raw.lowPrice,
      volume: raw.volume,
      quoteVolume: raw.quoteVolume,
      bid: raw.bidPrice,
      ask: raw.askPrice,
    }),
  );
