import type { Stretch } from "../../market/backfill/stretch.ts";
import { type EpochMs, TIMEFRAME_MS, type Timeframe } from "../../market/time/timeframe.ts";

/** The stretch of a series that is known to be whole; open times, inclusive. */
export interface Series {
  readonly symbol: string;
  readonly timeframe: Timeframe;
  readonly fromOpen: EpochMs;
  readonly throughOpen: EpochMs;
  /** When it was compared with the exchange, by the machine's clock; null before that. */
  readonly checkedAt: number | null;
}

const COLUMNS =
  "symbol, timeframe, from_open AS fromOpen, through_open AS throughOpen, checked_at AS checkedAt";

export async function readSeries(
  db: D1Database,
  symbol: string,
  timeframe: Timeframe,
): Promise<Series | undefined> {
  const row = await db
    .prepare(`SELECT ${COLUMNS} FROM series WHERE symbol = ?1 AND timeframe = ?2`)
    .bind(symbol, timeframe)
    .first<Series>();
  return row ?? undefined;
}

/** Every series, also of symbols that were removed. */
export async function allSeries(db: D1Database): Promise<readonly Series[]> {
  const { results } = await db.prepare(`SELECT ${COLUMNS} FROM series ORDER BY 1, 2`).all<Series>();
  return results;
}

/** A stretch of a symbol that was found whole. */
export interface WholeStretch extends Stretch {
  readonly symbol: string;
}

/**
 * Makes stretches part of their series: a series is one stretch, so only what meets it makes it longer, and what
 * does not is left out. Writes nothing where nothing grows.
 */
export async function joinSeries(
  db: D1Database,
  timeframe: Timeframe,
  stretches: readonly WholeStretch[],
): Promise<void> {
  if (stretches.length === 0) return;
  const rows = stretches.map(({ symbol, from, to }) => [symbol, from, to]);
  await db
    .prepare(
      `INSERT INTO series (symbol, timeframe, from_open, through_open)
       SELECT value ->> 0, ?2, value ->> 1, value ->> 2 FROM json_each(?1) WHERE true
       ON CONFLICT DO UPDATE SET
         from_open = min(series.from_open, excluded.from_open),
         through_open = max(series.through_open, excluded.through_open)
       WHERE excluded.from_open <= series.through_open + ?3 AND excluded.through_open + ?3 >= series.from_open
         AND (excluded.from_open < series.from_open OR excluded.through_open > series.through_open)`,
    )
    .bind(JSON.stringify(rows), timeframe, TIMEFRAME_MS[timeframe])
    .run();
}
