import type { EpochMs, Timeframe } from "../../market/time/timeframe.ts";

/** The stretch of a series that is known to be whole; open times, inclusive. */
export interface Series {
  readonly symbol: string;
  readonly fromOpen: EpochMs;
  readonly throughOpen: EpochMs;
}

export async function readSeries(
  db: D1Database,
  symbol: string,
  timeframe: Timeframe,
): Promise<Series | undefined> {
  const row = await db
    .prepare(
      `SELECT symbol, from_open AS fromOpen, through_open AS throughOpen FROM series
       WHERE symbol = ?1 AND timeframe = ?2`,
    )
    .bind(symbol, timeframe)
    .first<Series>();
  return row ?? undefined;
}
