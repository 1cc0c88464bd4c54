import type { EpochMs } from "../../market/time/timeframe.ts";
import { seriesKey } from "./forecast-log.ts";

/** A stored fit: parameters, or why there are none; of the shape that the caller stores. */
export interface StoredArima<F> {
  /** Open time of the last bar that was fitted on. */
  readonly throughOpen: EpochMs;
  /** On the machine's clock. */
  readonly fittedAt: EpochMs;
  readonly fitted: F;
}

/** The fits of series that have one, by `seriesKey`. */
export async function readArima<F>(
  db: D1Database,
  series: readonly (readonly [symbol: string, timeframe: string])[],
): Promise<ReadonlyMap<string, StoredArima<F>>> {
  const { results } = await db
    .prepare(
      `SELECT a.symbol, a.timeframe, a.through_open, a.fitted_at, a.fitted
       FROM json_each(?1) AS s CROSS JOIN forecast_arima AS a
         ON a.symbol = s.value ->> 0 AND a.timeframe = s.value ->> 1`,
    )
    .bind(JSON.stringify(series))
    .all<Record<string, unknown>>();
  return new Map(
    results.map((row) => [
      seriesKey(String(row.symbol), String(row.timeframe)),
      {
        throughOpen: Number(row.through_open),
        fittedAt: Number(row.fitted_at),
        fitted: JSON.parse(String(row.fitted)),
      },
    ]),
  );
}

/** Keeps a fit in the place of the one before. */
export async function storeArima<F>(
  db: D1Database,
  symbol: string,
  timeframe: string,
  { throughOpen, fittedAt, fitted }: StoredArima<F>,
): Promise<void> {
  await db
    .prepare(
      `INSERT INTO forecast_arima (symbol, timeframe, through_open, fitted_at, fitted) VALUES (?1, ?2, ?3, ?4, ?5)
       ON CONFLICT DO UPDATE SET through_open = excluded.through_open, fitted_at = excluded.fitted_at,
         fitted = excluded.fitted`,
    )
    .bind(symbol, timeframe, throughOpen, fittedAt, JSON.stringify(fitted))
    .run();
}
