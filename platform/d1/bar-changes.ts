import { type EpochMs, ROLLED_TIMEFRAMES, type Timeframe } from "../../market/time/timeframe.ts";

export const INTO_CHANGES = "INSERT INTO bar_change (symbol, timeframe, from_open, version)";
export const GROWN =
  "ON CONFLICT DO UPDATE SET from_open = min(from_open, excluded.from_open), version = version + 1";
const STORED_TIMEFRAMES = JSON.stringify(["1m", ...ROLLED_TIMEFRAMES]);

/** Where derived rows of a series are out of date. */
export interface BarChange {
  readonly symbol: string;
  readonly timeframe: Timeframe;
  readonly fromOpen: EpochMs;
  /** Of the mark that says so; null where there is none, and bars lie behind the newest features. */
  readonly version: number | null;
}

/** One that stands in `bar_change`: whoever writes bars of the series makes its version grow. */
export interface MarkedChange extends BarChange {
  readonly version: number;
}

// For each series two looks by the key: its newest features, and its first bar behind them.
const CHANGES = `
  WITH series AS (
    SELECT symbol, frame.value AS timeframe FROM symbols, json_each(?1) AS frame
    UNION SELECT symbol, timeframe FROM bar_change WHERE timeframe <> '1s'
  ), ends AS (
    SELECT series.symbol, series.timeframe, bar_change.from_open AS marked, bar_change.version,
      (SELECT min(open_time) FROM ohlcv WHERE symbol = series.symbol AND timeframe = series.timeframe
        AND open_time > coalesce((SELECT max(open_time) FROM technical_features
          WHERE symbol = series.symbol AND timeframe = series.timeframe), -1)) AS appended
    FROM series LEFT JOIN bar_change
      ON bar_change.symbol = series.symbol AND bar_change.timeframe = series.timeframe
  )
  SELECT symbol, timeframe, min(coalesce(marked, appended), coalesce(appended, marked)) AS fromOpen, version
  FROM ends WHERE marked IS NOT NULL OR appended IS NOT NULL ORDER BY fromOpen DESC`;

/**
 * Every series whose features are behind its bars: marked, because bars have changed, or with bars behind its newest
 * features. The least behind come first.
 */
export async function readBarChanges(db: D1Database): Promise<readonly BarChange[]> {
  const { results } = await db.prepare(CHANGES).bind(STORED_TIMEFRAMES).all<BarChange>();
  return results;
}

/**
 * A statement that marks a series from `after` on if it has other than `count` bars in `(after, last]`: some came
 * since they were read, and the features that are stored in the same batch do not know them.
 */
export function recountStatement(
  db: D1Database,
  { symbol, timeframe }: Pick<BarChange, "symbol" | "timeframe">,
  { after, last, count }: { readonly after: EpochMs; readonly last: EpochMs; readonly count: number },
): D1PreparedStatement {
  return db
    .prepare(
      `${INTO_CHANGES} SELECT ?1, ?2, ?3 + 1, 1
       WHERE (SELECT count(*) FROM ohlcv
         WHERE symbol = ?1 AND timeframe = ?2 AND open_time > ?3 AND open_time <= ?4) <> ?5
       ${GROWN}`,
    )
    .bind(symbol, timeframe, after, last, count);
}

/** A statement that moves a mark on to what remains, or takes it away; neither where it has changed meanwhile. */
export function progressStatement(
  db: D1Database,
  { symbol, timeframe, version }: MarkedChange,
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
): Promise<MarkedChange> {
  const marked = await db
    .prepare(
      `${INTO_CHANGES} VALUES (?1, ?2, ?3, 1) ${GROWN}
       RETURNING symbol, timeframe, from_open AS fromOpen, version`,
    )
    .bind(symbol, timeframe, from)
    .first<MarkedChange>();
  if (marked === null) throw new Error("an upsert returned no row");
  return marked;
}
