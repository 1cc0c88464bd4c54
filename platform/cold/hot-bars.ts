import type { TimeRange } from "../../contract/history.ts";
import type { Bar } from "../../market/bars/bar.ts";
import { closeTimeOf, type EpochMs, type Timeframe } from "../../market/time/timeframe.ts";
import { precedenceIn } from "../d1/bar-row.ts";

type Row = Omit<Bar, "closeTime" | "final">;

/** Rows a page: some 2 MB of an answer. */
const PAGE = 8_192;

/** The bars that D1 has in a range, oldest first. */
export async function readHotBars(
  db: D1Database,
  symbol: string,
  timeframe: Timeframe,
  { from, to }: TimeRange,
): Promise<readonly Bar[]> {
  const bars: Bar[] = [];
  let start = from;
  for (;;) {
    const { results } = await db
      .prepare(
        `SELECT open_time AS openTime, open, high, low, close, volume, quote_volume AS quoteVolume, n,
           taker_buy_volume AS takerBuyVolume, taker_buy_quote_volume AS takerBuyQuoteVolume,
           first_id AS firstId, last_id AS lastId, revision, source
         FROM ohlcv WHERE symbol = ?1 AND timeframe = ?2 AND open_time BETWEEN ?3 AND ?4
         ORDER BY open_time LIMIT ${PAGE}`,
      )
      .bind(symbol, timeframe, start, to)
      .all<Row>();
    for (const row of results) {
      bars.push({ ...row, closeTime: closeTimeOf(row.openTime, timeframe), final: true });
    }
    const last = results.at(-1);
    if (last === undefined || results.length < PAGE) return bars;
    start = last.openTime + 1;
  }
}

/** Open time and precedence of the bars that D1 has in a range. */
export async function readHotPrecedences(
  db: D1Database,
  symbol: string,
  timeframe: Timeframe,
  { from, to }: TimeRange,
): Promise<readonly { readonly openTime: EpochMs; readonly precedence: number }[]> {
  const { results } = await db
    .prepare(
      `SELECT open_time AS openTime, ${precedenceIn()} AS precedence FROM ohlcv
       WHERE symbol = ?1 AND timeframe = ?2 AND open_time BETWEEN ?3 AND ?4 ORDER BY open_time`,
    )
    .bind(symbol, timeframe, from, to)
    .all<{ openTime: EpochMs; precedence: number }>();
  return results;
}
