import type { Stretch } from "../../market/backfill/stretch.ts";
import type { Bar } from "../../market/bars/bar.ts";
import type { Timeframe } from "../../market/time/timeframe.ts";
import { BAR_COLUMNS, type BarColumns, barOfColumns } from "../d1/bar-row.ts";

/** The bars of a stretch that are in D1, oldest first. */
export async function storedBars(
  db: D1Database,
  symbol: string,
  timeframe: Timeframe,
  { from, to }: Stretch,
): Promise<readonly Bar[]> {
  const { results } = await db
    .prepare(
      `SELECT ${BAR_COLUMNS} FROM ohlcv
       WHERE symbol = ?1 AND timeframe = ?2 AND open_time BETWEEN ?3 AND ?4 ORDER BY open_time`,
    )
    .bind(symbol, timeframe, from, to)
    .all<BarColumns>();
  return results.map((row) => barOfColumns(row, timeframe));
}
