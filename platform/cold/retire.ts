import type { EpochMs, Timeframe } from "../../market/time/timeframe.ts";
import type { Config } from "../config.ts";
import { precedenceIn } from "../d1/bar-row.ts";
import type { ColdBars } from "./cold-bars.ts";
import type { ColdObject } from "./cold-index.ts";
import { readHotPrecedences } from "./hot-bars.ts";
import { hotLimit } from "./hot-limits.ts";
import { symbolMonths } from "./months.ts";
import { nextMonth } from "./periods.ts";

/** Rows a DELETE: some 80 KB of JSON, and well within what a statement of D1 may take. */
const CHUNK = 5_000;
const FEATURES_CHUNK = 5_000;

export interface RetireReport {
  rows: number;
  /** Old bars that no object has yet; they stay. */
  waiting: number;
  features: number;
  readonly failures: string[];
}

/**
 * Deletes from D1 the bars that are older than their timeframe's limit and are in the indexed object of their month
 * as they are or newer, and the features computed of them. Idempotent, and safe beside a compaction: a
 * bar that is revised meanwhile stays, and so does everything when the object is replaced meanwhile.
 * @param budget bars, and features, that may be deleted in this pass.
 */
export async function retireBars(
  ports: { readonly db: D1Database; readonly bars: ColdBars; readonly config: Config },
  symbols: readonly string[],
  budget: number,
): Promise<RetireReport> {
  const report: RetireReport = { rows: 0, waiting: 0, features: 0, failures: [] };
  for (const symbol of symbols) {
    const { months, clock, objectOf } = await symbolMonths(ports.db, symbol);
    for (const month of months) {
      const limit = hotLimit(ports.config, month.timeframe, clock);
      if (limit === undefined || month.first >= limit || report.rows >= budget) continue;
      const object = objectOf(month);
      const old = await readHotPrecedences(ports.db, symbol, month.timeframe, {
        from: month.month,
        to: Math.min(limit, nextMonth(month.month)) - 1,
      });
      if (object === undefined) {
        report.waiting += old.length;
        continue;
      }
      try {
        const stored = await ports.bars.precedences(object);
        const covered = old.filter(({ openTime, precedence }) => precedence <= (stored.get(openTime) ?? -1));
        report.waiting += old.length - covered.length;
        report.rows += await deleteBars(ports.db, object, covered.slice(0, budget - report.rows), stored);
      } catch (error) {
        report.failures.push(`${object.key}: ${error instanceof Error ? error.message : String(error)}`);
      }
    }
    for (const timeframe of ["1m", "5m", "15m"] as const) {
      const limit = hotLimit(ports.config, timeframe, clock);
      if (limit === undefined) continue;
      for (let gone = FEATURES_CHUNK; gone === FEATURES_CHUNK && report.features < budget; ) {
        gone = await deleteFeatures(ports.db, symbol, timeframe, limit);
        report.features += gone;
      }
    }
  }
  return report;
}

async function deleteBars(
  db: D1Database,
  { symbol, timeframe, period, key }: ColdObject,
  covered: readonly { readonly openTime: EpochMs }[],
  stored: ReadonlyMap<EpochMs, number>,
): Promise<number> {
  // Nearly all bars have revision 0: by precedence in the object there are few statements.
  const byPrecedence = new Map<number, EpochMs[]>();
  for (const { openTime } of covered) {
    const precedence = stored.get(openTime) ?? 0;
    const times = byPrecedence.get(precedence);
    if (times === undefined) byPrecedence.set(precedence, [openTime]);
    else times.push(openTime);
  }
  let deleted = 0;
  for (const [precedence, times] of byPrecedence) {
    for (let start = 0; start < times.length; start += CHUNK) {
      const chunk = JSON.stringify(times.slice(start, start + CHUNK));
      const { meta } = await db
        .prepare(
          `DELETE FROM ohlcv
           WHERE symbol = ?1 AND timeframe = ?2 AND open_time IN (SELECT value FROM json_each(?3)) AND ${precedenceIn()} <= ?4
             AND EXISTS (SELECT 1 FROM cold_object
                         WHERE kind = 'bars' AND symbol = ?1 AND timeframe = ?2 AND period = ?5 AND key = ?6)`,
        )
        .bind(symbol, timeframe, chunk, precedence, period, key)
        .run();
      deleted += meta.changes;
    }
  }
  return deleted;
}

/** Features go with their bars: they can be computed again from the cold ones. */
async function deleteFeatures(
  db: D1Database,
  symbol: string,
  timeframe: Timeframe,
  limit: EpochMs,
): Promise<number> {
  const { meta } = await db
    .prepare(
      `DELETE FROM technical_features WHERE symbol = ?1 AND timeframe = ?2 AND open_time IN (
         SELECT open_time FROM technical_features
         WHERE symbol = ?1 AND timeframe = ?2 AND open_time < ?3 ORDER BY open_time LIMIT ${FEATURES_CHUNK})`,
    )
    .bind(symbol, timeframe, limit)
    .run();
  return meta.changes;
}
