import type { Finding } from "../../market/patterns/finding.ts";
import type { EpochMs, Timeframe } from "../../market/time/timeframe.ts";
import { parsePatterns } from "./pattern-text.ts";
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
  const [stored, change] = await db.batch<Record<string, unknown>>([
    db
      .prepare(
        `SELECT open_time, bar_revision, bars, patterns FROM technical_features
         WHERE symbol = ?1 AND timeframe = ?2 AND open_time BETWEEN ?3 AND ?4 AND version = ?5 ORDER BY open_time`,
      )
      .bind(symbol, timeframe, range.from, range.to, ROW_VERSION),
    db
      .prepare("SELECT from_open FROM bar_change WHERE symbol = ?1 AND timeframe = ?2")
      .bind(symbol, timeframe),
  ]);
  const staleFrom = change?.results[0]?.from_open;
  return {
    rows: (stored?.results ?? []).map(({ open_time, bar_revision, bars, patterns }) => ({
      openTime: Number(open_time),
      revision: Number(bar_revision),
      bars: Number(bars),
      findings: parsePatterns(patterns === null ? null : String(patterns)),
    })),
    staleFrom: typeof staleFrom === "number" ? staleFrom : null,
  };
}
