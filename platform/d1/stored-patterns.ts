import type { Finding } from "../../market/patterns/finding.ts";
import type { EpochMs, Timeframe } from "../../market/time/timeframe.ts";
import { parsePatterns } from "./pattern-text.ts";
import { readStoredColumn } from "./stored-columns.ts";
import { ROW_VERSION } from "./technical-features.ts";

/** What is stored of a bar's patterns. */
export interface StoredPatterns {
  readonly openTime: EpochMs;
  /** Of the bar they were found on. */
  readonly revision: number;
  /** Bars that its row was computed of, its own included. */
  readonly bars: number;
  readonly findings: readonly Finding[];
}

/** The stored patterns of a range, bars without any included, and from where on they are out of date (null: nowhere). */
export async function readStoredPatterns(
  db: D1Database,
  symbol: string,
  timeframe: Timeframe,
  range: { readonly from: EpochMs; readonly to: EpochMs },
): Promise<{ readonly rows: readonly StoredPatterns[]; readonly staleFrom: EpochMs | null }> {
  const series = { symbol, timeframe, version: ROW_VERSION };
  const { rows, staleFrom } = await readStoredColumn(db, "patterns", series, range);
  return {
    rows: rows.map(({ text, ...row }) => ({ ...row, findings: parsePatterns(text) })),
    staleFrom,
  };
}
