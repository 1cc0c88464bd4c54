import type { Bar } from "../../market/bars/bar.ts";
import type { Decimal } from "../../market/bars/decimal.ts";
import { closeTimeOf, type Timeframe } from "../../market/time/timeframe.ts";

/** The columns of D1's `ohlcv` and of a hub's `bar` that make a bar. */
export const BAR_COLUMNS = `open_time, open, high, low, close, volume, quote_volume, n, taker_buy_volume,
  taker_buy_quote_volume, first_id, last_id, revision, source`;

/** `precedenceOf` of a row, in SQL. @param table the row's, where a statement has several. */
export function precedenceIn(table = "ohlcv"): string {
  return `(2 * ${table}.revision + (${table}.source <> 'kline' OR ${table}.first_id IS NOT NULL))`;
}

/** A bar's row, in D1 and in a hub. Decimals are trusted to be canonical: each table has one writer. */
export type BarColumns = {
  readonly open_time: number;
  readonly open: Decimal;
  readonly high: Decimal;
  readonly low: Decimal;
  readonly close: Decimal;
  readonly volume: Decimal;
  readonly quote_volume: Decimal;
  readonly n: number;
  readonly taker_buy_volume: Decimal;
  readonly taker_buy_quote_volume: Decimal;
  readonly first_id: number | null;
  readonly last_id: number | null;
  readonly revision: number;
  readonly source: Bar["source"];
};

/** The final bar that a row is. */
export function barOfColumns(row: BarColumns, timeframe: Timeframe): Bar {
  return {
    openTime: row.open_time,
    closeTime: closeTimeOf(row.open_time, timeframe),
    open: row.open,
    high: row.high,
    low: row.low,
    close: row.close,
    volume: row.volume,
    quoteVolume: row.quote_volume,
    n: row.n,
    takerBuyVolume: row.taker_buy_volume,
    takerBuyQuoteVolume: row.taker_buy_quote_volume,
    firstId: row.first_id,
    lastId: row.last_id,
    final: true,
    revision: row.revision,
    source: row.source,
  };
}
