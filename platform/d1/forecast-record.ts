import {
  type DeployedSums,
  type LiveRecord,
  NO_RECORD,
  type RecordSums,
} from "../../market/forecast/live-record.ts";
import type { EpochMs } from "../../market/time/timeframe.ts";
import { type LoggedForecast, loggedOf, type SettledHorizon, seriesKey } from "./forecast-log.ts";

export type ConformalStates = LiveRecord["conformal"];

type Row = Record<string, unknown>;

/** The states of conformal of series that have some, by `seriesKey`. */
export async function readConformal(
  db: D1Database,
  series: readonly (readonly [symbol: string, timeframe: string])[],
): Promise<ReadonlyMap<string, ConformalStates>> {
  const { results } = await db
    .prepare(
      `SELECT r.symbol, r.timeframe, r.conformal FROM json_each(?1) AS s CROSS JOIN forecast_record AS r
         ON r.symbol = s.value ->> 0 AND r.timeframe = s.value ->> 1`,
    )
    .bind(JSON.stringify(series))
    .all<Row>();
  return new Map(
    results.map((row) => [
      seriesKey(String(row.symbol), String(row.timeframe)),
      JSON.parse(String(row.conformal)),
    ]),
  );
}

/** A forecast whose next horizon may be settled. */
export interface DueForecast extends LoggedForecast {
  /** Close of the bar that settles it. */
  readonly nextDue: EpochMs;
}

/** Forecasts whose next horizon has come by some clock, oldest target first. */
export async function dueForecasts(
  db: D1Database,
  now: EpochMs,
  limit: number,
): Promise<readonly DueForecast[]> {
  const { results } = await db
    .prepare(
      "SELECT * FROM forecast_log WHERE next_due IS NOT NULL AND next_due <= ?1 ORDER BY next_due LIMIT ?2",
    )
    .bind(now, limit)
    .all<Row>();
  return results.map((row) => ({ ...loggedOf(row), nextDue: Number(row.next_due) }));
}

/** The record of a series (version 0 where there is none yet) and the sums of some of its days, of one moment. */
export async function readRecord(
  db: D1Database,
  symbol: string,
  timeframe: string,
  days: readonly string[],
): Promise<{
  readonly version: number;
  readonly record: LiveRecord;
  readonly days: ReadonlyMap<string, RecordSums>;
}> {
  const [record, found] = await db.batch<Row>([
    db
      .prepare(
        "SELECT version, conformal, deployed FROM forecast_record WHERE symbol = ?1 AND timeframe = ?2",
      )
      .bind(symbol, timeframe),
    db
      .prepare(
        `SELECT day, sums FROM forecast_day
         WHERE symbol = ?1 AND timeframe = ?2 AND day IN (SELECT value FROM json_each(?3))`,
      )
      .bind(symbol, timeframe, JSON.stringify(days)),
  ]);
  const row = record?.results[0];
  return {
    version: Number(row?.version ?? 0),
    record:
      row === undefined
        ? NO_RECORD
        : { conformal: JSON.parse(String(row.conformal)), deployed: JSON.parse(String(row.deployed)) },
    days: new Map((found?.results ?? []).map(({ day, sums }) => [String(day), JSON.parse(String(sums))])),
  };
}

/** What settling horizons of a series' forecasts has changed. */
export interface RecordStep {
  readonly symbol: string;
  readonly timeframe: string;
  /** Version of the record as it was read: the step is refused when somebody else was faster. */
  readonly before: number;
  readonly record: LiveRecord;
  readonly days: ReadonlyMap<string, RecordSums>;
  /** Days before it are forgotten. */
  readonly keptFrom: string;
  readonly settled: readonly {
    readonly openTime: EpochMs;
    readonly outcomes: readonly SettledHorizon[];
    readonly nextDue: EpochMs | null;
  }[];
}

// A NULL is refused by the column, and with it the whole batch: another run has taken this step.
const RECORD = `
  INSERT INTO forecast_record (symbol, timeframe, version, conformal, deployed)
  VALUES (?1, ?2, ?3 + 1, ?4, ?5)
  ON CONFLICT DO UPDATE SET version = CASE WHEN version = ?3 THEN version + 1 END,
    conformal = excluded.conformal, deployed = excluded.deployed`;

const DAYS = `
  INSERT INTO forecast_day (symbol, timeframe, day, sums)
  SELECT ?1, ?2, value ->> 0, value ->> 1 FROM json_each(?3) WHERE true
  ON CONFLICT DO UPDATE SET sums = excluded.sums`;

const SETTLED = `
  UPDATE forecast_log SET outcomes = s.value ->> 1, settled = s.value ->> 2, next_due = s.value ->> 3
  FROM json_each(?3) AS s WHERE symbol = ?1 AND timeframe = ?2 AND open_time = s.value ->> 0`;

/**
 * Takes a step of a series' record: settled horizons, sums and states change together or not at all.
 * @throws Error where another run has taken it meanwhile: then nothing is changed.
 */
export async function storeStep(db: D1Database, step: RecordStep): Promise<void> {
  const { symbol, timeframe, before, record, days, keptFrom, settled } = step;
  const { conformal, deployed } = record;
  const dayRows = [...days].map(([day, sums]) => [day, JSON.stringify(sums)]);
  const rows = settled.map(({ openTime, outcomes, nextDue }) => [
    ...[openTime, JSON.stringify(outcomes), outcomes.length, nextDue],
  ]);
  await db.batch([
    db.prepare(RECORD).bind(symbol, timeframe, before, JSON.stringify(conformal), JSON.stringify(deployed)),
    db.prepare(DAYS).bind(symbol, timeframe, JSON.stringify(dayRows)),
    db.prepare(SETTLED).bind(symbol, timeframe, JSON.stringify(rows)),
    db
      .prepare("DELETE FROM forecast_day WHERE symbol = ?1 AND timeframe = ?2 AND day < ?3")
      .bind(symbol, timeframe, keptFrom),
  ]);
}

/**
 * Sums of the newest `days` days, and those since deployment, of the series of a timeframe: one symbol's, or all. The
 * newest day is the data's, not the machine's.
 */
export async function readScores(
  db: D1Database,
  timeframe: string,
  symbol: string | null,
  days: number,
): Promise<{
  readonly days: readonly { readonly symbol: string; readonly day: string; readonly sums: RecordSums }[];
  readonly deployed: readonly { readonly symbol: string; readonly sums: DeployedSums }[];
}> {
  const [ofDays, records] = await db.batch<Row>([
    db
      .prepare(
        `SELECT symbol, day, sums FROM forecast_day
         WHERE timeframe = ?1 AND (?2 IS NULL OR symbol = ?2)
           AND day > (SELECT date(max(day), ?3) FROM forecast_day WHERE timeframe = ?1)
         ORDER BY symbol, day`,
      )
      .bind(timeframe, symbol, `-${days} days`),
    db
      .prepare(
        `SELECT symbol, deployed FROM forecast_record
         WHERE timeframe = ?1 AND (?2 IS NULL OR symbol = ?2) ORDER BY symbol`,
      )
      .bind(timeframe, symbol),
  ]);
  return {
    days: (ofDays?.results ?? []).map((row) => ({
      ...{ symbol: String(row.symbol), day: String(row.day) },
      sums: JSON.parse(String(row.sums)),
    })),
    deployed: (records?.results ?? []).map((row) => ({
      symbol: String(row.symbol),
      sums: JSON.parse(String(row.deployed)),
    })),
  };
}
