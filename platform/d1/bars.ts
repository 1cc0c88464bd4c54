import type { Bar } from "../../market/bars/bar.ts";
import type { Timeframe } from "../../market/time/timeframe.ts";
import { GROWN, INTO_CHANGES } from "./bar-changes.ts";

/** A final bar on its way from a hub's outbox to D1. */
export interface BarRow {
  readonly symbol: string;
  readonly timeframe: Timeframe;
  readonly bar: Bar;
}

/** Rows a statement: some 400 KB of JSON, well under D1's 2 MB for one value. */
const ROWS_A_STATEMENT = 2_000;

/** Where a row's values are in its JSON; symbol and timeframe are the statement's. */
const COLUMNS = [
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
const REVISION = COLUMNS.indexOf("revision");
const SOURCE = COLUMNS.indexOf("source");
const FIRST_ID = COLUMNS.indexOf("first_id");

// Each row's JSON is parsed once: without the LIMIT, SQLite would fold the query and parse it again for each column.
const ROWS = "(SELECT jsonb(value) AS v FROM json_each(?3) LIMIT -1)";

// The older of two revisions never overwrites the newer, and an equal one writes nothing: a resend is free. Only a
// kline that was fetched while its hub was away (REST tells no ids) gives way to the hub's own bar of that revision,
// whichever came first: what was announced is what is stored.
const upsertOf = (values: readonly string[]) => `
  INSERT INTO ohlcv (symbol, timeframe, ${COLUMNS.join(", ")})
  SELECT ?1, ?2, ${values.join(", ")} FROM ${ROWS} WHERE true
  ON CONFLICT DO UPDATE SET ${COLUMNS.slice(1)
    .map((name) => `${name} = excluded.${name}`)
    .join(", ")}
  WHERE excluded.revision > ohlcv.revision
    OR (excluded.revision = ohlcv.revision AND ohlcv.source = 'kline' AND ohlcv.first_id IS NULL
      AND (excluded.source <> 'kline' OR excluded.first_id IS NOT NULL))`;
const AT = COLUMNS.map((_, position) => `v ->> ${position}`);
const UPSERT = upsertOf(AT);
// What a backfill brings says nothing in its last four columns: they are not sent, nor taken out of each row's JSON.
const TOLD = FIRST_ID;
const UPSERT_KLINES = upsertOf([...AT.slice(0, TOLD), "NULL", "NULL", "0", "'kline'"]);

// Before the upsert, while what changes can still be told from what D1 has already. A new bar behind the newest
// features is found by that and needs no mark, which would be two rows more for each bar ([FEAT-10]); but where a mark
// stands, somebody may be at work on the series, and is told.
const MARK_CHANGED = `${INTO_CHANGES}
  SELECT ?1, ?2, min(v ->> 0), 1
  FROM ${ROWS} LEFT JOIN ohlcv AS known ON known.symbol = ?1 AND known.timeframe = ?2 AND known.open_time = v ->> 0
  WHERE CASE
    WHEN known.revision IS NULL THEN
      v ->> 0 <= (SELECT max(open_time) FROM technical_features WHERE symbol = ?1 AND timeframe = ?2)
      OR EXISTS (SELECT 1 FROM bar_change WHERE symbol = ?1 AND timeframe = ?2)
    ELSE known.revision < v ->> ${REVISION}
      OR (known.revision = v ->> ${REVISION} AND known.source = 'kline' AND known.first_id IS NULL
        AND (v ->> ${SOURCE} <> 'kline' OR v ->> ${FIRST_ID} IS NOT NULL))
    END
  HAVING count(*) > 0
  ${GROWN}`;

// Behind the upsert, where looking at each row twice would cost as much as storing it. Of so many rows one more for
// the mark is nothing.
const MARK_ALL = `${INTO_CHANGES} SELECT ?1, ?2, ?3, 1 WHERE changes() > 0 ${GROWN}`;

/** From so many rows on, a change anywhere marks all of the statement's rows. */
const BULK = 500;

/**
 * Stores final bars, thousands in a statement; the newer revision of a bar wins. What changed is marked in
 * `bar_change`, but for bars behind all stored features. Idempotent, and all statements commit together.
 * @returns how many bars were written.
 */
export async function upsertBars(db: D1Database, rows: readonly BarRow[]): Promise<number> {
  if (rows.length === 0) return 0;
  const steps = stepsOf(db, rows);
  const results = await db.batch(steps.map(({ statement }) => statement));
  return results.reduce((sum, { meta }, index) => sum + (steps[index]?.stores ? meta.changes : 0), 0);
}

/** The statements of `upsertBars`, for whoever commits something else in the same batch. */
export function barStatements(db: D1Database, rows: readonly BarRow[]): D1PreparedStatement[] {
  return stepsOf(db, rows).map(({ statement }) => statement);
}

interface Step {
  readonly statement: D1PreparedStatement;
  readonly stores: boolean;
}

function stepsOf(db: D1Database, rows: readonly BarRow[]): readonly Step[] {
  const series = new Map<string, BarRow[]>();
  for (const row of rows) {
    const name = `${row.symbol} ${row.timeframe}`;
    const known = series.get(name);
    if (known === undefined) series.set(name, [row]);
    else known.push(row);
  }
  return [...series.values()].flatMap((all) => {
    const steps: Step[] = [];
    for (let start = 0; start < all.length; start += ROWS_A_STATEMENT) {
      steps.push(...storing(db, all.slice(start, start + ROWS_A_STATEMENT)));
    }
    return steps;
  });
}

/** Stores rows of one series, and marks what changes. */
function storing(db: D1Database, rows: readonly BarRow[]): readonly Step[] {
  const [first] = rows;
  if (first === undefined) return [];
  const { symbol, timeframe } = first;
  const bulk = rows.length >= BULK;
  const klines = bulk && rows.every(({ bar }) => isBareKline(bar));
  const values = rows.map(({ bar }) => (klines ? columnsOf(bar).slice(0, TOLD) : columnsOf(bar)));
  const json = JSON.stringify(values);
  const query = klines ? UPSERT_KLINES : UPSERT;
  const upsert = { statement: db.prepare(query).bind(symbol, timeframe, json), stores: true };
  if (!bulk) {
    return [{ statement: db.prepare(MARK_CHANGED).bind(symbol, timeframe, json), stores: false }, upsert];
  }
  const oldest = rows.reduce((from, { bar }) => Math.min(from, bar.openTime), first.bar.openTime);
  return [upsert, { statement: db.prepare(MARK_ALL).bind(symbol, timeframe, oldest), stores: false }];
}

/** As the exchange's REST tells it, never corrected. */
function isBareKline({ revision, source, firstId, lastId }: Bar): boolean {
  return revision === 0 && source === "kline" && firstId === null && lastId === null;
}

function columnsOf(bar: Bar): readonly (string | number | null)[] {
  return [
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
