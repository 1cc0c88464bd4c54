import type { Bar } from "../../market/bars/bar.ts";
import type { Timeframe } from "../../market/time/timeframe.ts";

/** A final bar on its way from a hub's outbox to D1. */
export interface BarRow {
  readonly symbol: string;
  readonly timeframe: Timeframe;
  readonly bar: Bar;
}

/** Rows a statement: some 400 KB of JSON, well under D1's 2 MB for one value. */
const ROWS_A_STATEMENT = 2_000;

const COLUMNS = [
  "symbol",
  "timeframe",
  "open_time",
  "open",
  "high",
  "low",
  "close",
  "volume",
  "quote_volume",
  "n",
  "taker_buy_volume",
  "taker_buy_quote_volume",
  "first_id",
  "last_id",
  "revision",
  "source",
] as const;
const KEYS: readonly string[] = ["symbol", "timeframe", "open_time"];

// The older of two revisions never overwrites the newer, and an equal one writes nothing: a resend is free. Only a
// kline that was fetched while its hub was away gives way to the hub's own bar, whichever came first.
const UPSERT = `
  INSERT INTO ohlcv (${COLUMNS.join(", ")})
  SELECT ${COLUMNS.map((_, position) => `value ->> ${position}`).join(", ")} FROM json_each(?1) WHERE true
  ON CONFLICT DO UPDATE SET ${COLUMNS.filter((name) => !KEYS.includes(name))
    .map((name) => `${name} = excluded.${name}`)
    .join(", ")}
  WHERE excluded.revision > ohlcv.revision
    OR (excluded.revision = ohlcv.revision AND ohlcv.source = 'kline' AND excluded.source <> 'kline')`;

// Before the upsert, while what changes can still be told from what D1 has already.
const MARK = `
  INSERT INTO bar_change (symbol, timeframe, from_open, version)
  SELECT value ->> 0, value ->> 1, min(value ->> 2), 1 FROM json_each(?1)
  WHERE NOT EXISTS (
    SELECT 1 FROM ohlcv WHERE symbol = value ->> 0 AND timeframe = value ->> 1 AND open_time = value ->> 2
      AND revision >= value ->> ${COLUMNS.indexOf("revision")})
  GROUP BY 1, 2
  ON CONFLICT DO UPDATE SET from_open = min(from_open, excluded.from_open), version = version + 1`;

/**
 * Stores final bars, thousands in a statement; the newer revision of a bar wins. What changed is marked in
 * `bar_change`. Idempotent, and all statements commit together.
 * @returns how many bars were written.
 */
export async function upsertBars(db: D1Database, rows: readonly BarRow[]): Promise<number> {
  if (rows.length === 0) return 0;
  const results = await db.batch(barStatements(db, rows));
  // Every second statement is an upsert; the others mark.
  return results.reduce((sum, { meta }, index) => sum + (index % 2 === 1 ? meta.changes : 0), 0);
}

/**
 * The statements of `upsertBars`, for whoever commits something else in the same batch: by turns one that marks
 * what changes, and one that stores it.
 */
export function barStatements(db: D1Database, rows: readonly BarRow[]): D1PreparedStatement[] {
  const mark = db.prepare(MARK);
  const upsert = db.prepare(UPSERT);
  const statements: D1PreparedStatement[] = [];
  for (let start = 0; start < rows.length; start += ROWS_A_STATEMENT) {
    const json = JSON.stringify(rows.slice(start, start + ROWS_A_STATEMENT).map(columnsOf));
    statements.push(mark.bind(json), upsert.bind(json));
  }
  return statements;
}

function columnsOf({ symbol, timeframe, bar }: BarRow): readonly (string | number | null)[] {
  return [
    symbol,
    timeframe,
    bar.openTime,
    bar.open,
    bar.high,
    bar.low,
    bar.close,
    bar.volume,
    bar.quoteVolume,
    bar.n,
    bar.takerBuyVolume,
    bar.takerBuyQuoteVolume,
    bar.firstId,
    bar.lastId,
    bar.revision,
    bar.source,
  ];
}
