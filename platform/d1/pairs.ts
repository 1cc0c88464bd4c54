import type { BarQuery } from "../../contract/hub.ts";
import type { PairReading } from "../../market/pairs/pair-value.ts";
import type { PriceStats } from "../../market/pairs/price-stats.ts";
import type { EpochMs, Timeframe } from "../../market/time/timeframe.ts";

/** Rows that are kept of a pair, or of a symbol's statistics, in a timeframe: the newest by open time. */
export const KEPT_ROWS = 500;

/** Something computed of a window, and when. */
export interface Stored<T> {
  readonly openTime: EpochMs;
  readonly value: T;
  readonly computedAt: EpochMs;
}

/** Whose values they are. */
export interface PairKey {
  readonly symbol1: string;
  readonly symbol2: string;
  readonly timeframe: Timeframe;
  readonly window: number;
}

export interface StatsKey {
  readonly symbol: string;
  readonly timeframe: Timeframe;
  readonly window: number;
}

/** A table of JSON by open time; all else is the same for both. Names are of this file, never of a request. */
interface Shelf {
  readonly table: "pair_value" | "price_stats";
  readonly column: "reading" | "stats";
  /** What makes a series, without the window. */
  readonly names: readonly string[];
}

const PAIRS: Shelf = { table: "pair_value", column: "reading", names: ["symbol1", "symbol2", "timeframe"] };
const STATS: Shelf = { table: "price_stats", column: "stats", names: ["symbol", "timeframe"] };

/** Keeps a final reading. What is equal is not written again; what is older than the newest `KEPT_ROWS` is dropped. */
export async function storePair(
  db: D1Database,
  key: PairKey,
  reading: PairReading,
  now: EpochMs,
): Promise<void> {
  const { symbol1, symbol2, timeframe, window } = key;
  await store(db, PAIRS, [symbol1, symbol2, timeframe], {
    ...{ openTime: reading.value.openTime, window, json: JSON.stringify(reading), now },
  });
}

/** The same for price statistics. */
export async function storeStats(
  db: D1Database,
  key: StatsKey,
  stats: PriceStats,
  now: EpochMs,
): Promise<void> {
  const { symbol, timeframe, window } = key;
  await store(db, STATS, [symbol, timeframe], {
    ...{ openTime: stats.openTime, window, json: JSON.stringify(stats), now },
  });
}

/** Stored readings of one window, oldest first: the first of the range with `from`, else its last. */
export async function readPairs(
  db: D1Database,
  { symbol1, symbol2, timeframe, window }: PairKey,
  query: BarQuery,
): Promise<{ readonly rows: readonly Stored<PairReading>[]; readonly more: boolean }> {
  return await read<PairReading>(db, PAIRS, [symbol1, symbol2, timeframe], window, query);
}

/** The same of price statistics. */
export async function readStats(
  db: D1Database,
  { symbol, timeframe, window }: StatsKey,
  query: BarQuery,
): Promise<{ readonly rows: readonly Stored<PriceStats>[]; readonly more: boolean }> {
  return await read<PriceStats>(db, STATS, [symbol, timeframe], window, query);
}

interface Row {
  readonly openTime: EpochMs;
  readonly window: number;
  readonly json: string;
  readonly now: EpochMs;
}

async function store(db: D1Database, shelf: Shelf, names: readonly string[], row: Row): Promise<void> {
  const { table, column } = shelf;
  const columns = [...shelf.names, "open_time", `"window"`, column, "computed_at"];
  const insert = db
    .prepare(
      `INSERT INTO ${table} (${columns.join(", ")}) VALUES (${columns.map(() => "?").join(", ")})
       ON CONFLICT DO UPDATE SET ${column} = excluded.${column}, computed_at = excluded.computed_at
       WHERE ${table}.${column} <> excluded.${column}`,
    )
    .bind(...names, row.openTime, row.window, row.json, row.now);
  const series = shelf.names.map((name, i) => `${name} = ?${i + 1}`).join(" AND ");
  const drop = db
    .prepare(
      `DELETE FROM ${table} WHERE ${series} AND open_time <
         (SELECT open_time FROM ${table} WHERE ${series} ORDER BY open_time DESC LIMIT 1 OFFSET ${KEPT_ROWS - 1})`,
    )
    .bind(...names);
  // All windows of one open time stay together, and there are fewer than two thousand.
  await db.batch([insert, drop]);
}

async function read<T>(
  db: D1Database,
  shelf: Shelf,
  names: readonly string[],
  window: number,
  query: BarQuery,
): Promise<{ readonly rows: readonly Stored<T>[]; readonly more: boolean }> {
  const { from = 0, to = Number.MAX_SAFE_INTEGER } = query;
  const isForward = query.from !== undefined;
  const series = shelf.names.map((name) => `${name} = ?`).join(" AND ");
  const { results } = await db
    .prepare(
      `SELECT open_time, ${shelf.column} AS json, computed_at FROM ${shelf.table}
       WHERE ${series} AND "window" = ? AND open_time BETWEEN ? AND ?
       ORDER BY open_time ${isForward ? "ASC" : "DESC"} LIMIT ?`,
    )
    .bind(...names, window, from, to, query.limit + 1)
    .all<{ open_time: number; json: string; computed_at: number }>();
  const rows = results.slice(0, query.limit).map((row): Stored<T> => {
    const value: T = JSON.parse(row.json);
    return { openTime: row.open_time, value, computedAt: row.computed_at };
  });
  if (!isForward) rows.reverse();
  return { rows, more: results.length > query.limit };
}
