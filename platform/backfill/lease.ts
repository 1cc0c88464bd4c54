import type { BackfillRow } from "../d1/schema/backfill.ts";
import { BACKFILL_COLUMNS, type Backfill, backfillOf } from "./rows.ts";

/**
 * How long a backfill stays with one who shows no progress. Each commit renews it; one that comes later than this
 * still counts, unless somebody else has taken over.
 */
export const LEASE_MS = 20_000;

/**
 * Takes the lease of a backfill that is not over, or renews it for the same owner.
 * @returns undefined when it is over, unknown, or somebody else's.
 */
export async function takeLease(
  db: D1Database,
  id: string,
  owner: string,
  now: number,
): Promise<Backfill | undefined> {
  const row = await db
    .prepare(
      `UPDATE backfill SET lease_owner = ?2, lease_until = ?3, updated_at = ?4,
         status = CASE status WHEN 'pending' THEN 'fetching' ELSE status END
       WHERE id = ?1 AND status IN ('pending', 'fetching', 'verifying')
         AND (lease_owner = ?2 OR lease_until IS NULL OR lease_until <= ?4)
       RETURNING ${BACKFILL_COLUMNS}`,
    )
    .bind(id, owner, now + LEASE_MS, now)
    .first<BackfillRow>();
  return row === null ? undefined : backfillOf(row);
}

/** What a failure or a wait leaves in the row. The lease lasts through the wait, so that nobody else begins. */
export interface Pause {
  readonly failures: number;
  readonly error: string | null;
  readonly waitMs: number;
}

export async function pause(
  db: D1Database,
  id: string,
  owner: string,
  now: number,
  { failures, error, waitMs }: Pause,
): Promise<void> {
  await db
    .prepare(
      `UPDATE backfill SET failures = ?3, error = ?4, lease_until = ?5, updated_at = ?6
       WHERE id = ?1 AND lease_owner = ?2`,
    )
    .bind(id, owner, failures, error, now + waitMs + LEASE_MS, now)
    .run();
}

/** Ends a backfill that cannot succeed; it is begun anew when it is wished again. */
export async function fail(
  db: D1Database,
  id: string,
  owner: string,
  now: number,
  error: string,
): Promise<void> {
  await db
    .prepare(
      `UPDATE backfill SET status = 'failed', error = ?3, lease_owner = NULL, lease_until = NULL, updated_at = ?4
       WHERE id = ?1 AND lease_owner = ?2`,
    )
    .bind(id, owner, error, now)
    .run();
}
