import type { BarPage, BarQuery } from "../../contract/hub.ts";
import type { Bar } from "../../market/bars/bar.ts";
import type { BarStore } from "../../market/bars/store.ts";
import type { PriceBar } from "../../market/indicators/kernel.ts";
import { priceBarOf, type TextBar } from "../../market/indicators/price-bar.ts";
import { type EpochMs, TIMEFRAME_MS, type Timeframe } from "../../market/time/timeframe.ts";
import { BAR_COLUMNS, type BarColumns, barOfColumns } from "../../platform/d1/bar-row.ts";
import type { Sql } from "./sql.ts";

const PUT = `INSERT INTO bar (tf, ${BAR_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
  ON CONFLICT DO UPDATE SET open = excluded.open, high = excluded.high, low = excluded.low, close = excluded.close,
  volume = excluded.volume, quote_volume = excluded.quote_volume, n = excluded.n,
  taker_buy_volume = excluded.taker_buy_volume, taker_buy_quote_volume = excluded.taker_buy_quote_volume,
  first_id = excluded.first_id, last_id = excluded.last_id, revision = excluded.revision, source = excluded.source`;

// A row that is due to leave becomes the new one: one row written, where putting one and deleting another are two.
const REUSE = `UPDATE OR REPLACE bar SET (${BAR_COLUMNS}) = (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
  WHERE tf = ? AND open_time = (SELECT min(open_time) FROM bar WHERE tf = ? AND open_time < ?) RETURNING open_time`;
/** What waits longer than this to be written over is deleted. */
const SURPLUS_MS = TIMEFRAME_MS["1d"];

type PriceRow = Record<keyof Omit<TextBar, "openTime">, string> & { readonly openTime: EpochMs };

/** Final bars of 1m and up, a row each; decimals as text. */
export class BarTable implements BarStore {
  readonly #sql: Sql;
  /** Bars before these times are due to leave. In memory alone: told again within the hour. */
  readonly #dueBefore = new Map<Timeframe, EpochMs>();

  constructor(sql: Sql) {
    this.#sql = sql;
  }

  get(timeframe: Timeframe, openTime: EpochMs): Bar | undefined {
    const row = this.#sql.all<BarColumns>(
      "SELECT * FROM bar WHERE tf = ? AND open_time = ?",
      timeframe,
      openTime,
    )[0];
    return row === undefined ? undefined : barOfColumns(row, timeframe);
  }

  range(timeframe: Timeframe, from: EpochMs, before: EpochMs): readonly Bar[] {
    return this.#sql
      .all<BarColumns>(
        "SELECT * FROM bar WHERE tf = ? AND open_time >= ? AND open_time < ? ORDER BY open_time",
        timeframe,
        from,
        before,
      )
      .map((row) => barOfColumns(row, timeframe));
  }

  put(timeframe: Timeframe, bar: Bar): void {
    const values = [
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
    ];
    const dueBefore = this.#dueBefore.get(timeframe);
    const reused =
      dueBefore === undefined ? [] : this.#sql.all(REUSE, ...values, timeframe, timeframe, dueBefore);
    if (reused.length === 0) this.#sql.all(PUT, timeframe, ...values);
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

  /** The oldest `limit` bars with `from <= openTime <= to`, as indicators see them: a third of the time of whole ones. */
  prices(timeframe: Timeframe, from: EpochMs, to: EpochMs, limit: number): PriceBar[] {
    return this.#sql
      .all<PriceRow>(
        `SELECT open_time AS openTime, open, high, low, close, volume FROM bar
         WHERE tf = ? AND open_time >= ? AND open_time <= ? ORDER BY open_time LIMIT ?`,
        ...[timeframe, from, to, limit],
      )
      .map(priceBarOf);
  }

  /** From the start of the range when `from` is given, else from its end. */
  page(query: BarQuery): BarPage {
    const { timeframe, from = 0, to = Number.MAX_SAFE_INTEGER, limit } = query;
    const order = query.from === undefined ? "DESC" : "ASC";
    const rows = this.#sql.all<BarColumns>(
      `SELECT * FROM bar WHERE tf = ? AND open_time >= ? AND open_time <= ? ORDER BY open_time ${order} LIMIT ?`,
      timeframe,
      from,
      to,
      limit + 1,
    );
    const bars = rows.slice(0, limit).map((row) => barOfColumns(row, timeframe));
    if (query.from === undefined) bars.reverse();
    return { bars, more: rows.length > limit };
  }

  /** Gives up the bars before a time: what comes is written over them, the oldest first, so no hole appears. */
  forgetBefore(timeframe: Timeframe, time: EpochMs): void {
    this.#dueBefore.set(timeframe, time);
    this.#sql.all("DELETE FROM bar WHERE tf = ? AND open_time < ?", timeframe, time - SURPLUS_MS);
  }
}
