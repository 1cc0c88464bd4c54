import type { EpochMs, Timeframe } from "../../market/time/timeframe.ts";

/** A row of `technical_features`, of which one column of contents is read. */
export interface StoredColumn {
  readonly openTime: EpochMs;
  /** Of the bar it was computed of. */
  readonly revision: number;
  /** Bars that it was computed of, its own included. */
  readonly bars: number;
  readonly text: string | null;
}

/** The stored rows of a range and version, and from where on they are out of date (null: nowhere), in one look. */
export async function readStoredColumn(
  db: D1Database,
  column: "values" | "patterns",
  series: { readonly symbol: string; readonly timeframe: Timeframe; readonly version: number },
  range: { readonly from: EpochMs; readonly to: EpochMs },
): Promise<{ readonly rows: readonly StoredColumn[]; readonly staleFrom: EpochMs | null }> {
  const { symbol, timeframe, version } = series;
  const [stored, change] = await db.batch<Record<string, unknown>>([
    db
      .prepare(
        `SELECT open_time, bar_revision, bars, "${column}" AS text FROM technical_features
         WHERE symbol = ?1 AND timeframe = ?2 AND open_time BETWEEN ?3 AND ?4 AND version = ?5 ORDER BY open_time`,
      )
      .bind(symbol, timeframe, range.from, range.to, version),
    db
      .prepare("SELECT from_open FROM bar_change WHERE symbol = ?1 AND timeframe = ?2")
      .bind(symbol, timeframe),
  ]);
  const staleFrom = change?.results[0]?.from_open;
  return {
    rows: (stored?.results ?? []).map((row) => ({
      openTime: Number(row.open_time),
      revision: Number(row.bar_revision),
      bars: Number(row.bars),
      text: row.text === null ? null : String(row.text),
    })),
    staleFrom: typeof staleFrom === "number" ? staleFrom : null,
  };
}
