import type { Ohlcv } from "../../market/bars/bar.ts";
import { CATALOG_VERSION } from "../../market/features/catalog.ts";
import type { FeatureRow } from "../../market/features/feature-row.ts";
import type { EpochMs, Timeframe } from "../../market/time/timeframe.ts";

/** A row of features and the revision of its bar. */
export interface StoredFeatureRow extends FeatureRow {
  readonly revision: number;
}

/** Where derived rows of a series are out of date. */
export interface BarChange {
  readonly symbol: string;
  readonly timeframe: Timeframe;
  readonly fromOpen: EpochMs;
  readonly version: number;
}

/** What features are made of, and the revision that is kept with them. */
export type FeatureBar = Pick<Ohlcv, "openTime" | "open" | "high" | "low" | "close" | "volume"> & {
  readonly revision: number;
};

/** Rows a statement: under 1 MB of JSON, of the 2 MB that D1 takes for one value. */
export const ROWS_A_STATEMENT = 1_000;

// What is equal is not written. The values travel as text, so that they come back to the last bit.
const UPSERT = `
  INSERT INTO technical_features (symbol, timeframe, open_time, version, bar_revision, bars, "values")
  SELECT ?1, ?2, value ->> 0, ?3, value ->> 1, value ->> 2, value ->> 3 FROM json_each(?4) WHERE true
  ON CONFLICT DO UPDATE SET version = excluded.version, bar_revision = excluded.bar_revision,
    bars = excluded.bars, "values" = excluded."values"
  WHERE (technical_features.version, technical_features.bar_revision, technical_features.bars,
    technical_features."values") <> (excluded.version, excluded.bar_revision, excluded.bars, excluded."values")`;

/** A statement that stores rows of one series; at most `ROWS_A_STATEMENT`. Idempotent. */
export function featureStatement(
  db: D1Database,
  symbol: string,
  timeframe: Timeframe,
  rows: readonly StoredFeatureRow[],
): D1PreparedStatement {
  const columns = rows.map((row) => [row.openTime, row.revision, row.bars, JSON.stringify(row.values)]);
  return db.prepare(UPSERT).bind(symbol, timeframe, CATALOG_VERSION, JSON.stringify(columns));
}

/** The stored rows of a range, and from where on they are out of date (null where they are not), in one look. */
export async function readFeatureRows(
  db: D1Database,
  symbol: string,
  timeframe: Timeframe,
  range: { readonly from: EpochMs; readonly to: EpochMs },
): Promise<{ readonly rows: readonly StoredFeatureRow[]; readonly staleFrom: EpochMs | null }> {
  const [stored, change] = await db.batch<Record<string, unknown>>([
    db
      .prepare(
        `SELECT open_time, bar_revision, bars, "values" FROM technical_features
         WHERE symbol = ?1 AND timeframe = ?2 AND open_time BETWEEN ?3 AND ?4 AND version = ?5 ORDER BY open_time`,
      )
      .bind(symbol, timeframe, range.from, range.to, CATALOG_VERSION),
    db
      .prepare("SELECT from_open FROM bar_change WHERE symbol = ?1 AND timeframe = ?2")
      .bind(symbol, timeframe),
  ]);
  const staleFrom = change?.results[0]?.from_open;
  return {
    rows: (stored?.results ?? []).map((row) => ({
      openTime: Number(row.open_time),
      revision: Number(row.bar_revision),
      bars: Number(row.bars),
      values: JSON.parse(String(row.values)),
    })),
    staleFrom: typeof staleFrom === "number" ? staleFrom : null,
  };
}

/** Every series of which bars have changed since their features were computed; the least behind come first. */
export async function readBarChanges(db: D1Database): Promise<readonly BarChange[]> {
  const { results } = await db
    .prepare(
      `SELECT symbol, timeframe, from_open AS fromOpen, version FROM bar_change
       WHERE timeframe <> '1s' ORDER BY from_open DESC`,
    )
    .all<BarChange>();
  return results;
}

/** A statement that moves a mark on to what remains, or takes it away; neither where it has changed meanwhile. */
export function progressStatement(
  db: D1Database,
  { symbol, timeframe, version }: BarChange,
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
): Promise<BarChange> {
  const marked = await db
    .prepare(
      `INSERT INTO bar_change (symbol, timeframe, from_open, version) VALUES (?1, ?2, ?3, 1)
       ON CONFLICT DO UPDATE SET from_open = min(from_open, excluded.from_open), version = version + 1
       RETURNING symbol, timeframe, from_open AS fromOpen, version`,
    )
    .bind(symbol, timeframe, from)
    .first<BarChange>();
  if (marked === null) throw new Error("an upsert returned no row");
  return marked;
}

/** Open time of the oldest row of a series that another version of the catalog computed; null where none is left. */
export async function oldestOfOtherVersion(
  db: D1Database,
  symbol: string,
  timeframe: Timeframe,
): Promise<EpochMs | null> {
  return await db
    .prepare(
      `SELECT min(open_time) AS oldest FROM technical_features
       WHERE symbol = ?1 AND timeframe = ?2 AND version <> ?3`,
    )
    .bind(symbol, timeframe, CATALOG_VERSION)
    .first<EpochMs | null>("oldest");
}

/** What D1 has of a series about a time. */
export interface HotWindow {
  /** The newest bars before it, at most as many as were asked for, oldest first. */
  readonly before: readonly FeatureBar[];
  /** The bars from it on, at most as many as were asked for, oldest first. */
  readonly bars: readonly FeatureBar[];
  /** Open time of the newest bar that is in the cold store; null where there is none. */
  readonly coldThrough: EpochMs | null;
  /** Open time of the series' newest bar in D1. */
  readonly newest: EpochMs | null;
  /** Version of the catalog that the features before `from` were computed by; null where there are none. */
  readonly versionBefore: number | null;
}

const BAR = "open_time AS openTime, open, high, low, close, volume, revision";
const OF_SERIES = "FROM ohlcv WHERE symbol = ?1 AND timeframe = ?2";

/** The bars around `from`, of one moment. */
export async function readHotWindow(
  db: D1Database,
  symbol: string,
  timeframe: Timeframe,
  from: EpochMs,
  limits: { readonly before: number; readonly bars: number },
): Promise<HotWindow> {
  const [before, bars, ends] = await db.batch([
    db
      .prepare(`SELECT ${BAR} ${OF_SERIES} AND open_time < ?3 ORDER BY open_time DESC LIMIT ?4`)
      .bind(symbol, timeframe, from, limits.before),
    db
      .prepare(`SELECT ${BAR} ${OF_SERIES} AND open_time >= ?3 ORDER BY open_time LIMIT ?4`)
      .bind(symbol, timeframe, from, limits.bars),
    db
      .prepare(
        `SELECT
           (SELECT last_time FROM cold_object WHERE kind = 'bars' AND symbol = ?1 AND timeframe = ?2
             ORDER BY period DESC LIMIT 1) AS coldThrough,
           (SELECT max(open_time) ${OF_SERIES}) AS newest,
           (SELECT version FROM technical_features WHERE symbol = ?1 AND timeframe = ?2 AND open_time < ?3
             ORDER BY open_time DESC LIMIT 1) AS versionBefore`,
      )
      .bind(symbol, timeframe, from),
  ]);
  // The columns of the statements above: D1 cannot know them.
  const end = ends?.results[0] as Omit<HotWindow, "before" | "bars"> | undefined;
  return {
    before: ((before?.results ?? []) as FeatureBar[]).reverse(),
    bars: (bars?.results ?? []) as FeatureBar[],
    coldThrough: end?.coldThrough ?? null,
    newest: end?.newest ?? null,
    versionBefore: end?.versionBefore ?? null,
  };
}
