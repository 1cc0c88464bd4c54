import { type BackfillJson, BackfillSchema } from "../../contract/rest/backfill.ts";
import { TIMEFRAME_MS } from "../../market/time/timeframe.ts";
import type { Backfill } from "../../platform/backfill/rows.ts";

/** A backfill as REST tells it. */
export function backfillJson(row: Backfill): BackfillJson {
  const step = TIMEFRAME_MS[row.timeframe];
  const total = row.toOpen - row.fromOpen + step;
  return BackfillSchema.parse({
    id: row.id,
    symbol: row.symbol,
    timeframe: row.timeframe,
    from: row.fromOpen,
    to: row.toOpen,
    status: row.status,
    source: row.source,
    progress: Math.min(1, (row.cursor - row.fromOpen) / total),
    rows: row.rows,
    requests: row.requests,
    failures: row.failures,
    error: row.error,
    report: row.report === null ? null : JSON.parse(row.report),
    createdAt: row.createdAt,
    updatedAt: row.updatedAt,
  });
}
