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

/**
 * Stores final bars, thousands in a statement; the newer revision of a bar wins. Idempotent, and all
 * statements commit together.
 * @returns how many rows were written.
 */
export async function upsertBars(db: D1Database, rows: readonly BarRow[]): Promise<number> {
  if (rows.length === 0) return 0;
  const results = await db.batch(barStatements(db, rows));
  return results.reduce((sum, result) => sum + result.meta.changes, 0);
}

/** The statements of `upsertBars`, for whoever commits something else in the same batch. */
export function barStatements(db: D1Database, rows: readonly BarRow[]): D1PreparedStatement[] {
  const upsert = db.prepare(UPSERT);
  const statements: D1PreparedStatement[] = [];
  for (let start = 0; start < rows.length; start += ROWS_A_STATEMENT) {
    statements.push(upsert.bind(JSON.stringify(rows.slice(start, start + ROWS_A_STATEMENT).map(columnsOf))));
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
