import type { EpochMs } from "../../market/time/timeframe.ts";
import { seriesKey } from "./forecast-log.ts";

/** How far the inputs of a series have moved, by one measurement; `D` is what was found. */
export interface StoredDrift<D> {
  readonly symbol: string;
  readonly timeframe: string;
  /** On the machine's clock. */
  readonly measuredAt: EpochMs;
  /** Of the manifest that it was measured against. */
  readonly revision: number;
  readonly drift: D;
}

/** The newest measurements, by `seriesKey`. @param series all where absent. */
export async function readDrift<D>(
  db: D1Database,
  series?: readonly (readonly [symbol: string, timeframe: string])[],
): Promise<ReadonlyMap<string, StoredDrift<D>>> {
  const { results } =
    series === undefined
      ? await db.prepare("SELECT * FROM forecast_drift").all<Record<string, unknown>>()
      : await db
          .prepare(
            `SELECT d.* FROM json_each(?1) AS s CROSS JOIN forecast_drift AS d
               ON d.symbol = s.value ->> 0 AND d.timeframe = s.value ->> 1`,
          )
          .bind(JSON.stringify(series))
          .all<Record<string, unknown>>();
  return new Map(
    results.map((row) => {
      const symbol = String(row.symbol);
      const timeframe = String(row.timeframe);
      const measured = { measuredAt: Number(row.measured_at), revision: Number(row.revision) };
      return [
        seriesKey(symbol, timeframe),
        { symbol, timeframe, ...measured, drift: JSON.parse(String(row.drift)) },
      ];
    }),
  );
}

/** Keeps measurements in the place of those before. */
export async function storeDrift<D>(db: D1Database, rows: readonly StoredDrift<D>[]): Promise<void> {
  const values = rows.map(({ symbol, timeframe, measuredAt, revision, drift }) => [
    ...[symbol, timeframe, measuredAt, revision, JSON.stringify(drift)],
  ]);
  await db
    .prepare(
      `INSERT INTO forecast_drift (symbol, timeframe, measured_at, revision, drift)
       SELECT value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4 FROM json_each(?1) WHERE true
       ON CONFLICT DO UPDATE SET measured_at = excluded.measured_at, revision = excluded.revision,
         drift = excluded.drift`,
    )
    .bind(JSON.stringify(values))
    .run();
}
