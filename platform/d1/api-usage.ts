import type { UsageRow } from "../sources/usage-log.ts";

// The counts of a day only grow: what is told again, or late, changes nothing.
const UPSERT = `
  INSERT INTO api_usage (source, day, requests, failures, rate_limited)
  SELECT value ->> 'source', value ->> 'day', value ->> 'requests', value ->> 'failures', value ->> 'rateLimited'
  FROM json_each(?1) WHERE true
  ON CONFLICT DO UPDATE SET requests = excluded.requests, failures = excluded.failures,
    rate_limited = excluded.rate_limited
  WHERE excluded.requests > api_usage.requests OR excluded.failures > api_usage.failures`;

/** Writes down the days' uses of outside APIs, one statement for all. Idempotent. */
export async function putUsage(db: D1Database, rows: readonly UsageRow[]): Promise<void> {
  if (rows.length === 0) return;
  await db.prepare(UPSERT).bind(JSON.stringify(rows)).run();
}
