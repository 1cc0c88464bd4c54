import type { EpochMs, Timeframe } from "../../market/time/timeframe.ts";

/** Where derived rows of a series are out of date. */
export interface BarChange {
  readonly symbol: string;
  readonly timeframe: Timeframe;
  readonly fromOpen: EpochMs;
  readonly version: number;
}

/** Every series of which bars have changed since their features were computed; the least behind come first. */
export async function readBarChanges(db: D1Database): Promise<readonly BarChange[]> {
  const { results } = await db
    .prepare(
      `SELECT symbol, timeframe, from_open AS fromOpen, version FROM bar_change
       WHERE timeframe <> '1s' ORDER BY from_open DESC`,
    )
    .all<BarChange>();
  return results;
}

/** A statement that moves a mark on to what remains, or takes it away; neither where it has changed meanwhile. */
export function progressStatement(
  db: D1Database,
  { symbol, timeframe, version }: BarChange,
  remainsFrom: EpochMs | null,
): D1PreparedStatement {
  return remainsFrom === null
    ? db
        .prepare("DELETE FROM bar_change WHERE symbol = ?1 AND timeframe = ?2 AND version = ?3")
        .bind(symbol, timeframe, version)
    : db
        .prepare("UPDATE bar_change SET from_open = ?4 WHERE symbol = ?1 AND timeframe = ?2 AND version = ?3")
        .bind(symbol, timeframe, version, remainsFrom);
}

/**
 * Marks a series as out of date from `from` on, as a change of its bars would.
 * @returns the mark, which may begin earlier.
 */
export async function markChanged(
  db: D1Database,
  symbol: string,
  timeframe: Timeframe,
  from: EpochMs,
): Promise<BarChange> {
  const marked = await db
    .prepare(
      `INSERT INTO bar_change (symbol, timeframe, from_open, version) VALUES (?1, ?2, ?3, 1)
       ON CONFLICT DO UPDATE SET from_open = min(from_open, excluded.from_open), version = version + 1
       RETURNING symbol, timeframe, from_open AS fromOpen, version`,
    )
    .bind(symbol, timeframe, from)
    .first<BarChange>();
  if (marked === null) throw new Error("an upsert returned no row");
  return marked;
}
