import type { Firing } from "../../market/alerts/firing.ts";
import type { EpochMs } from "../../market/time/timeframe.ts";

const PUT_EVENTS = `
  INSERT INTO alert_event (id, alert_id, owner, at, firing)
  SELECT value ->> 'id', value ->> 'alert', value ->> 'owner', value ->> 'at', value
  FROM json_each(?1) WHERE true
  ON CONFLICT DO NOTHING`;

// Before they are stored: what is there already was counted then.
const COUNT = `
  UPDATE alert_rule SET fired_count = fired_count + new.n, fired_at = max(coalesce(fired_at, 0), new.at)
  FROM (
    SELECT value ->> 'alert' AS alert, count(*) AS n, max(value ->> 'at') AS at FROM json_each(?1)
    WHERE value ->> 'kind' = 'fired' AND NOT EXISTS (SELECT 1 FROM alert_event AS known WHERE known.id = value ->> 'id') GROUP BY 1
  ) AS new
  WHERE alert_rule.id = new.alert`;

// A new version: the rule's hub learns by it that D1 knows, and forgets the rule.
const END = `
  UPDATE alert_rule SET status = CASE new.value ->> 'kind' WHEN 'fired' THEN 'fired' ELSE 'expired' END,
    version = (SELECT max(version) + 1 FROM alert_rule AS all_rules WHERE all_rules.place = alert_rule.place)
  FROM json_each(?1) AS new
  WHERE alert_rule.id = new.value ->> 'alert' AND generation = new.value ->> 'generation' AND new.value ->> 'ended'
    AND status IN ('active', 'paused')`;

/** Firings of a statement: some 50 KB of JSON. */
const A_BATCH = 100;

/** Stores firings, and what they make of their rules. Idempotent: one that is stored already changes nothing. */
export async function storeFirings(db: D1Database, firings: readonly Firing[]): Promise<void> {
  for (let start = 0; start < firings.length; start += A_BATCH) {
    const batch = JSON.stringify(firings.slice(start, start + A_BATCH));
    await db.batch([COUNT, PUT_EVENTS, END].map((sql) => db.prepare(sql).bind(batch)));
  }
}

/** Where a list goes on: behind this event. */
export interface EventPlace {
  readonly at: EpochMs;
  readonly id: string;
}

/** What a rule has brought, newest first; also when it was deleted. */
export async function readFirings(
  db: D1Database,
  about: {
    readonly owner: string;
    readonly alert: string;
    readonly after?: EventPlace | undefined;
    readonly limit: number;
  },
): Promise<Firing[]> {
  const { owner, alert, after, limit } = about;
  const { results } = await db
    .prepare(
      `SELECT firing FROM alert_event
       WHERE alert_id = ?1 AND owner = ?2 AND (?3 IS NULL OR (at, id) < (?3, ?4))
       ORDER BY at DESC, id DESC LIMIT ?5`,
    )
    .bind(alert, owner, after?.at ?? null, after?.id ?? null, limit)
    .all<{ firing: string }>();
  // Written by `storeFirings` alone.
  return results.map(({ firing }): Firing => JSON.parse(firing));
}

/** Whether a rule is, or ever was, there. */
export async function alertExisted(db: D1Database, owner: string, id: string): Promise<boolean> {
  const row = await db
    .prepare("SELECT 1 AS found FROM alert_rule WHERE id = ? AND owner = ?")
    .bind(id, owner)
    .first();
  return row !== null;
}
