import type { EpochMs } from "../../market/time/timeframe.ts";

const DAY_MS = 86_400_000;

/** Days that what only tells of the past is kept, on the machine's clock. */
export const KEPT_DAYS = {
  runs: 30,
  healthSamples: 30,
  apiUsage: 400,
  finishedWork: 90,
  keyedRequests: 1,
  forecasts: 400,
  messages: 90,
} as const;

/**
 * Deletes records of operation that are older than they have to be: runs of jobs, samples of health, use of outside
 * APIs, backfills and initialisations that are over, answers to keyed requests, logged forecasts, predictions, and messages from and to others. Idempotent.
 * @returns how many rows were deleted.
 */
export async function pruneRecords(db: D1Database, now: EpochMs): Promise<number> {
  const before = (days: number) => now - days * DAY_MS;
  const finished = before(KEPT_DAYS.finishedWork);
  const results = await db.batch([
    // No run takes a month: one that says it does belongs to a job that is no more.
    db.prepare("DELETE FROM etl_run WHERE started_at < ?").bind(before(KEPT_DAYS.runs)),
    db.prepare("DELETE FROM health_sample WHERE time < ?").bind(before(KEPT_DAYS.healthSamples)),
    db
      .prepare("DELETE FROM api_usage WHERE day < ?")
      .bind(new Date(before(KEPT_DAYS.apiUsage)).toISOString().slice(0, 10)),
    db.prepare("DELETE FROM forecast_log WHERE logged_at < ?").bind(before(KEPT_DAYS.forecasts)),
    db.prepare("DELETE FROM prediction WHERE created_at < ?").bind(before(KEPT_DAYS.messages)),
    db
      .prepare("DELETE FROM webhook_delivery WHERE created_at < ?1 AND finished_at < ?1")
      .bind(before(KEPT_DAYS.messages)),
    db.prepare("DELETE FROM inbound_webhook WHERE received_at < ?").bind(before(KEPT_DAYS.messages)),
    db.prepare("DELETE FROM keyed_request WHERE at < ?").bind(before(KEPT_DAYS.keyedRequests)),
    db.prepare("DELETE FROM backfill WHERE status IN ('done', 'failed') AND updated_at < ?").bind(finished),
    db
      .prepare(
        `DELETE FROM init_task WHERE init_id IN (
           SELECT id FROM init_run WHERE status IN ('done', 'failed') AND finished_at < ?)`,
      )
      .bind(finished),
    db.prepare("DELETE FROM init_run WHERE status IN ('done', 'failed') AND finished_at < ?").bind(finished),
  ]);
  return results.reduce((sum, { meta }) => sum + meta.changes, 0);
}
