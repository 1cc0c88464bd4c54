import { CATALOG_VERSION } from "../../market/features/catalog.ts";
import type { FeatureRow } from "../../market/features/feature-row.ts";
import type { Finding } from "../../market/patterns/finding.ts";
import { PATTERN_VERSION } from "../../market/patterns/pattern-engine.ts";
import type { EpochMs, Timeframe } from "../../market/time/timeframe.ts";
import { patternText } from "./pattern-text.ts";
import { readStoredColumn } from "./stored-columns.ts";

/** A row of features and the revision of its bar. */
export interface StoredFeatureRow extends FeatureRow {
  readonly revision: number;
}

/** As the job stores it: with what its bar completed. */
export interface NewFeatureRow extends StoredFeatureRow {
  readonly patterns: readonly Finding[];
}

/** Version of a stored row: of the catalog and of the patterns. Rows of another one are computed anew ([FEAT-15]). */
export const ROW_VERSION = CATALOG_VERSION * 1_000 + PATTERN_VERSION;

/** Rows a statement: under 1 MB of JSON, of the 2 MB that D1 takes for one value. */
export const ROWS_A_STATEMENT = 1_000;

// What is equal is not written. The values travel as text, so that they come back to the last bit.
const UPSERT = `
  INSERT INTO technical_features (symbol, timeframe, open_time, version, bar_revision, bars, "values", patterns)
  SELECT ?1, ?2, value ->> 0, ?3, value ->> 1, value ->> 2, value ->> 3, value ->> 4 FROM json_each(?4) WHERE true
  ON CONFLICT DO UPDATE SET version = excluded.version, bar_revision = excluded.bar_revision,
    bars = excluded.bars, "values" = excluded."values", patterns = excluded.patterns
  WHERE (technical_features.version, technical_features.bar_revision, technical_features.bars,
    technical_features."values", technical_features.patterns)
    IS NOT (excluded.version, excluded.bar_revision, excluded.bars, excluded."values", excluded.patterns)`;

/** A statement that stores rows of one series; at most `ROWS_A_STATEMENT`. Idempotent. */
export function featureStatement(
  db: D1Database,
  symbol: string,
  timeframe: Timeframe,
  rows: readonly NewFeatureRow[],
): D1PreparedStatement {
  const columns = rows.map((row) => [
    ...[row.openTime, row.revision, row.bars, JSON.stringify(row.values), patternText(row.patterns)],
  ]);
  return db.prepare(UPSERT).bind(symbol, timeframe, ROW_VERSION, JSON.stringify(columns));
}

/** The stored rows of a range, and from where on they are out of date (null where they are not), in one look. */
export async function readFeatureRows(
  db: D1Database,
  symbol: string,
  timeframe: Timeframe,
  range: { readonly from: EpochMs; readonly to: EpochMs },
): Promise<{ readonly rows: readonly StoredFeatureRow[]; readonly staleFrom: EpochMs | null }> {
  const series = { symbol, timeframe, version: ROW_VERSION };
  const { rows, staleFrom } = await readStoredColumn(db, "values", series, range);
  return {
    rows: rows.map(({ text, ...row }) => ({ ...row, values: JSON.parse(String(text)) })),
    staleFrom,
  };
}

/** Open time of the oldest row of a series that is of another version; null where none is left. */
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
    .bind(symbol, timeframe, ROW_VERSION)
    .first<EpochMs | null>("oldest");
}
