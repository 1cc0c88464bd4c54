import { z } from "zod";
import type { Kline } from "../../../market/bars/kline.ts";
import { type EpochMs, openTimeOf, TIMEFRAMES, type Timeframe } from "../../../market/time/timeframe.ts";
import { countField, decimalField, idOrNoneField, timeField } from "./fields.ts";

/** A `kline` frame of the stream. */
export const KlineFrameSchema = z
  .object({
    e: z.literal("kline"),
    E: timeField,
    s: z.string(),
    k: z.object({
      t: timeField,
      i: z.enum(TIMEFRAMES),
      f: idOrNoneField,
      L: idOrNoneField,
      o: decimalField,
      c: decimalField,
      h: decimalField,
      l: decimalField,
      v: decimalField,
      n: countField,
      x: z.boolean(),
      q: decimalField,
      V: decimalField,
      Q: decimalField,
    }),
  })
  .refine(({ k }) => openTimeOf(k.t, k.i) === k.t, {
    message: "t is not an open time of its interval",
  })
  .transform(({ E, s, k }) => ({
    symbol: s,
    eventTime: E,
    kline: {
      timeframe: k.i,
      openTime: k.t,
      open: k.o,
      high: k.h,
      low: k.l,
      close: k.c,
      volume: k.v,
      quoteVolume: k.q,
      n: k.n,
      takerBuyVolume: k.V,
      takerBuyQuoteVolume: k.Q,
      firstId: k.f,
      lastId: k.L,
      closed: k.x,
    } satisfies Kline,
  }));

/** A row of REST `klines`: an array of twelve, of which the last means nothing. */
const KlineRowSchema = z
  .tuple(
    [
      timeField,
      decimalField,
      decimalField,
      decimalField,
      decimalField,
      decimalField,
      timeField,
      decimalField,
      countField,
      decimalField,
      decimalField,
    ],
    z.unknown(),
  )
  .transform(([openTime, open, high, low, close, volume, , quoteVolume, n, buy, buyQuote]) => ({
    openTime,
    open,
    high,
    low,
    close,
    volume,
    quoteVolume,
    n,
    takerBuyVolume: buy,
    takerBuyQuoteVolume: buyQuote,
  }));

export const KlineRowsSchema = z.array(KlineRowSchema);
export type KlineRow = z.infer<typeof KlineRowSchema>;

/**
 * The klines of REST rows, which do not say whether they are closed: a row is, when a later row exists
 * or the exchange's own clock was past its close before the request went out [FEED-22].
 * @returns null when the rows are not in order on the timeframe's grid.
 */
export function klinesFromRows(
  rows: readonly KlineRow[],
  timeframe: Timeframe,
  exchangeTime: EpochMs | null,
): readonly Kline[] | null {
  const klines: Kline[] = [];
  for (const [index, row] of rows.entries()) {
    const next = rows[index + 1];
    if (openTimeOf(row.openTime, timeframe) !== row.openTime) return null;
    if (next !== undefined && next.openTime <= row.openTime) return null;
    const passed = exchangeTime !== null && openTimeOf(exchangeTime, timeframe) > row.openTime;
    klines.push({ timeframe, ...row, firstId: null, lastId: null, closed: next !== undefined || passed });
  }
  return klines;
}
