import type { Stretch } from "../../market/backfill/stretch.ts";
import type { Bar } from "../../market/bars/bar.ts";
import { closeTimeOf, type Timeframe } from "../../market/time/timeframe.ts";

type Row = Omit<Bar, "closeTime" | "final">;

/** The bars of a stretch that are in D1, oldest first. */
export async function storedBars(
  db: D1Database,
  symbol: string,
  timeframe: Timeframe,
  { from, to }: Stretch,
): Promise<readonly Bar[]> {
  const { results } = await db
    .prepare(
      `SELECT open_time AS openTime, open, high, low, close, volume, quote_volume AS quoteVolume, n,
         taker_buy_volume AS takerBuyVolume, taker_buy_quote_volume AS takerBuyQuoteVolume,
         first_id AS firstId, last_id AS lastId, revision, source
       FROM ohlcv WHERE symbol = ?1 AND timeframe = ?2 AND open_time BETWEEN ?3 AND ?4 ORDER BY open_time`,
    )
    .bind(symbol, timeframe, from, to)
    .all<Row>();
  return results.map((row) => ({
    ...row,
    closeTime: closeTimeOf(row.openTime, timeframe),
    final: true,
  }));
}
