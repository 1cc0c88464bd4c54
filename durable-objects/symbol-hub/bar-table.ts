import type { BarPage, BarQuery } from "../../contract/hub.ts";
import type { Bar, BarSource } from "../../market/bars/bar.ts";
import type { Decimal } from "../../market/bars/decimal.ts";
import type { BarStore } from "../../market/bars/store.ts";
import { closeTimeOf, type EpochMs, type Timeframe } from "../../market/time/timeframe.ts";
import type { Sql } from "./sql.ts";

type Row = {
  open_time: number;
  open: Decimal;
  high: Decimal;
  low: Decimal;
  close: Decimal;
  volume: Decimal;
  quote_volume: Decimal;
  n: number;
  taker_buy_volume: Decimal;
  taker_buy_quote_volume: Decimal;
  first_id: number | null;
  last_id: number | null;
  revision: number;
  source: BarSource;
};

const PUT = `INSERT INTO bar (tf, open_time, open, high, low, close, volume, quote_volume, n, taker_buy_volume,
  taker_buy_quote_volume, first_id, last_id, revision, source) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
  ON CONFLICT DO UPDATE SET open = excluded.open, high = excluded.high, low = excluded.low, close = excluded.close,
  volume = excluded.volume, quote_volume = excluded.quote_volume, n = excluded.n,
  taker_buy_volume = excluded.taker_buy_volume, taker_buy_quote_volume = excluded.taker_buy_quote_volume,
  first_id = excluded.first_id, last_id = excluded.last_id, revision = excluded.revision, source = excluded.source`;

/** Final bars of 1m and up, a row each; decimals as text. */
export class BarTable implements BarStore {
  readonly #sql: Sql;

  constructor(sql: Sql) {
    this.#sql = sql;
  }

  get(timeframe: Timeframe, openTime: EpochMs): Bar | undefined {
    const row = this.#sql.all<Row>(
      "SELECT * FROM bar WHERE tf = ? AND open_time = ?",
      timeframe,
      openTime,
    )[0];
    return row === undefined ? undefined : barOfRow(row, timeframe);
  }

  range(timeframe: Timeframe, from: EpochMs, before: EpochMs): readonly Bar[] {
    return this.#sql
      .all<Row>(
        "SELECT * FROM bar WHERE tf = ? AND open_time >= ? AND open_time < ? ORDER BY open_time",
        timeframe,
        from,
        before,
      )
      .map((row) => barOfRow(row, timeframe));
  }

  put(timeframe: Timeframe, bar: Bar): void {
    this.#sql.all(
      PUT,
      timeframe,
      bar.openTime,
      bar.open,
      bar.high,
      bar.low,
      bar.close,
      bar.volume,
      bar.quoteVolume,
      bar.n,
      bar.takerBuyVolume,
      bar.takerBuyQuoteVolume,
      bar.firstId,
      bar.lastId,
      bar.revision,
      bar.source,
    );
  }

  oldest(timeframe: Timeframe): EpochMs | undefined {
    const row = this.#sql.all<{ at: number | null }>(
      "SELECT min(open_time) AS at FROM bar WHERE tf = ?",
      timeframe,
    )[0];
    return row?.at ?? undefined;
  }

  /** The newest `count` bars, oldest first. */
  newest(timeframe: Timeframe, count: number): readonly Bar[] {
    return this.page({ timeframe, limit: count }).bars;
  }

  /** From the start of the range when `from` is given, else from its end. */
  page(query: BarQuery): BarPage {
    const { timeframe, from = 0, to = Number.MAX_SAFE_INTEGER, limit } = query;
    const order = query.from === undefined ? "DESC" : "ASC";
    const rows = this.#sql.all<Row>(
      `SELECT * FROM bar WHERE tf = ? AND open_time >= ? AND open_time <= ? ORDER BY open_time ${order} LIMIT ?`,
      timeframe,
      from,
      to,
      limit + 1,
    );
    const bars = rows.slice(0, limit).map((row) => barOfRow(row, timeframe));
    if (query.from === undefined) bars.reverse();
    return { bars, more: rows.length > limit };
  }

  deleteBefore(timeframe: Timeframe, time: EpochMs): void {
    this.#sql.all("DELETE FROM bar WHERE tf = ? AND open_time < ?", timeframe, time);
  }
}

function barOfRow(row: Row, timeframe: Timeframe): Bar {
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
