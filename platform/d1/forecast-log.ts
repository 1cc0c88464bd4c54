import type { PackedForecasts } from "../../market/forecast/packed-forecasts.ts";
import { type EpochMs, isTimeframe, type Timeframe } from "../../market/time/timeframe.ts";

/** What came of one horizon of a logged forecast; null: bars of it are missing, and it is never scored. */
export type SettledHorizon = {
  readonly close: number;
  readonly logReturn: number;
  /** Realised sum of bar variances, floored as forecast. */
  readonly variance: number;
} | null;

/** A row of the log: what all models said at a bar, and what came of it. */
export interface LoggedForecast {
  readonly symbol: string;
  readonly timeframe: Timeframe;
  readonly openTime: EpochMs;
  readonly revision: number;
  /** Decimal text, as the bar has it. */
  readonly close: string;
  /** On the machine's clock. */
  readonly loggedAt: EpochMs;
  readonly forecasts: PackedForecasts;
  /** By horizon, nearest first, as far as they are settled. */
  readonly outcomes: readonly SettledHorizon[];
  /** Events that its channel has had: the forecast, then one a settled horizon. */
  readonly told: number;
}

/** As it is logged first. */
export interface NewForecast
  extends Pick<LoggedForecast, "symbol" | "timeframe" | "openTime" | "revision" | "close" | "forecasts"> {
  /** Close of the bar that settles its first horizon. */
  readonly nextDue: EpochMs;
}

const COLUMNS =
  "symbol, timeframe, open_time, revision, close, logged_at, forecasts, outcomes, settled, told";

type Row = Record<string, unknown>;

const INSERT = `
  INSERT INTO forecast_log
    (symbol, timeframe, open_time, revision, close, logged_at, forecasts, outcomes, settled, next_due, told)
  SELECT value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4, ?2, value ->> 5, '[]', 0, value ->> 6, 0
  FROM json_each(?1) WHERE NOT EXISTS (SELECT 1 FROM forecast_log
    WHERE symbol = value ->> 0 AND timeframe = value ->> 1 AND open_time > value ->> 2)
  ON CONFLICT DO NOTHING`;

/**
 * Logs forecasts, unless their bars, or later ones, have some already: what was logged first is what counts, and what
 * comes behind a later bar's (a request that was held up) is none. Idempotent.
 * @returns the newest logged forecast of each of the series, those included.
 */
export async function logForecasts(
  db: D1Database,
  rows: readonly NewForecast[],
  loggedAt: EpochMs,
): Promise<readonly LoggedForecast[]> {
  const values = rows.map((row) => [
    ...[row.symbol, row.timeframe, row.openTime, row.revision, row.close],
    ...[JSON.stringify(row.forecasts), row.nextDue],
  ]);
  const series = rows.map(({ symbol, timeframe }) => [symbol, timeframe]);
  const [, newest] = await db.batch<Row>([
    db.prepare(INSERT).bind(JSON.stringify(values), loggedAt),
    newestStatement(db, series),
  ]);
  return (newest?.results ?? []).map(loggedOf);
}

/** The newest logged forecast of each series that has one. One look along the key for each. */
export async function newestForecasts(
  db: D1Database,
  series: readonly (readonly [symbol: string, timeframe: string])[],
): Promise<readonly LoggedForecast[]> {
  if (series.length === 0) return [];
  const { results } = await newestStatement(db, series).all<Row>();
  return results.map(loggedOf);
}

function newestStatement(db: D1Database, series: readonly (readonly string[])[]): D1PreparedStatement {
  const columns = COLUMNS.split(", ")
    .map((name) => `f.${name}`)
    .join(", ");
  return db
    .prepare(
      `SELECT ${columns} FROM json_each(?1) AS s CROSS JOIN forecast_log AS f
         ON f.symbol = s.value ->> 0 AND f.timeframe = s.value ->> 1 AND f.open_time =
           (SELECT max(open_time) FROM forecast_log WHERE symbol = s.value ->> 0 AND timeframe = s.value ->> 1)`,
    )
    .bind(JSON.stringify(series));
}

/** A page of a series' log, newest first. @param before exclusive, of open times. */
export async function readForecastLog(
  db: D1Database,
  symbol: string,
  timeframe: string,
  before: EpochMs,
  limit: number,
): Promise<readonly LoggedForecast[]> {
  const { results } = await db
    .prepare(
      `SELECT ${COLUMNS} FROM forecast_log
       WHERE symbol = ?1 AND timeframe = ?2 AND open_time < ?3 ORDER BY open_time DESC LIMIT ?4`,
    )
    .bind(symbol, timeframe, before, limit)
    .all<Row>();
  return results.map(loggedOf);
}

/** Rows that have something to tell on their channel, oldest first. */
export async function untoldForecasts(db: D1Database, limit: number): Promise<readonly LoggedForecast[]> {
  const { results } = await db
    .prepare(`SELECT ${COLUMNS} FROM forecast_log WHERE told <= settled ORDER BY open_time LIMIT ?1`)
    .bind(limit)
    .all<Row>();
  return results.map(loggedOf);
}

/** Notes how many events a row's channel has had by now. Idempotent; never goes back. */
export async function markTold(
  db: D1Database,
  rows: readonly (Pick<LoggedForecast, "symbol" | "timeframe" | "openTime"> & { readonly told: number })[],
): Promise<void> {
  const values = rows.map(({ symbol, timeframe, openTime, told }) => [symbol, timeframe, openTime, told]);
  await db
    .prepare(
      `UPDATE forecast_log SET told = t.value ->> 3 FROM json_each(?1) AS t
       WHERE symbol = t.value ->> 0 AND timeframe = t.value ->> 1 AND open_time = t.value ->> 2
         AND told < t.value ->> 3`,
    )
    .bind(JSON.stringify(values))
    .run();
}

/** Open time of the newest stored final bar of each series that has one. */
export async function newestBars(
  db: D1Database,
  series: readonly (readonly [symbol: string, timeframe: string])[],
): Promise<ReadonlyMap<string, EpochMs>> {
  return await newestOf(db, "ohlcv", series);
}

async function newestOf(
  db: D1Database,
  table: "ohlcv" | "forecast_log",
  series: readonly (readonly string[])[],
): Promise<ReadonlyMap<string, EpochMs>> {
  const { results } = await db
    .prepare(
      `SELECT value ->> 0 AS symbol, value ->> 1 AS timeframe,
         (SELECT max(open_time) FROM ${table} WHERE symbol = value ->> 0 AND timeframe = value ->> 1) AS newest
       FROM json_each(?1)`,
    )
    .bind(JSON.stringify(series))
    .all<{ symbol: string; timeframe: string; newest: EpochMs | null }>();
  return new Map(
    results.flatMap(({ symbol, timeframe, newest }) =>
      newest === null ? [] : [[seriesKey(symbol, timeframe), newest] as const],
    ),
  );
}

/** Those series that have at least so many stored final bars. Reads as many rows of each. */
export async function withBars(
  db: D1Database,
  series: readonly (readonly [symbol: string, timeframe: string])[],
  least: number,
): Promise<ReadonlySet<string>> {
  if (series.length === 0) return new Set();
  const { results } = await db
    .prepare(
      `SELECT value ->> 0 AS symbol, value ->> 1 AS timeframe FROM json_each(?1)
       WHERE EXISTS (SELECT 1 FROM ohlcv WHERE symbol = value ->> 0 AND timeframe = value ->> 1
         ORDER BY open_time DESC LIMIT 1 OFFSET ?2)`,
    )
    .bind(JSON.stringify(series), least - 1)
    .all<{ symbol: string; timeframe: string }>();
  return new Set(results.map(({ symbol, timeframe }) => seriesKey(symbol, timeframe)));
}

/** Open time of the newest logged forecast of each series that has one. */
export async function newestLogged(
  db: D1Database,
  series: readonly (readonly [symbol: string, timeframe: string])[],
): Promise<ReadonlyMap<string, EpochMs>> {
  return await newestOf(db, "forecast_log", series);
}

/** The key of a series in a map. */
export function seriesKey(symbol: string, timeframe: string): string {
  return `${symbol}:${timeframe}`;
}

/** @throws Error where it is no row of ours. */
export function loggedOf(row: Row): LoggedForecast {
  const timeframe = String(row.timeframe);
  if (!isTimeframe(timeframe)) throw new Error(`a forecast of ${timeframe} is logged`);
  return {
    symbol: String(row.symbol),
    timeframe,
    openTime: Number(row.open_time),
    revision: Number(row.revision),
    close: String(row.close),
    loggedAt: Number(row.logged_at),
    forecasts: JSON.parse(String(row.forecasts)),
    outcomes: JSON.parse(String(row.outcomes)),
    told: Number(row.told),
  };
}

/** What the log has of series, and what of it waits. */
export async function forecastLogFigures(
  db: D1Database,
  series: readonly (readonly [symbol: string, timeframe: Timeframe])[],
): Promise<{
  readonly series: readonly {
    readonly symbol: string;
    readonly timeframe: Timeframe;
    readonly openTime: EpochMs;
  }[];
  readonly open: number;
  readonly untold: number;
}> {
  const [newest, counts] = await Promise.all([
    newestLogged(db, series),
    db
      .prepare(
        `SELECT (SELECT count(*) FROM forecast_log WHERE next_due IS NOT NULL) AS open,
           (SELECT count(*) FROM forecast_log WHERE told <= settled) AS untold`,
      )
      .first<{ open: number; untold: number }>(),
  ]);
  return {
    series: series.flatMap(([symbol, timeframe]) => {
      const openTime = newest.get(seriesKey(symbol, timeframe));
      return openTime === undefined ? [] : [{ symbol, timeframe, openTime }];
    }),
    open: counts?.open ?? 0,
    untold: counts?.untold ?? 0,
  };
}
