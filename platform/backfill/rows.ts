import { isTimeframe, type Timeframe } from "../../market/time/timeframe.ts";
import type { BackfillRow } from "../d1/schema/backfill.ts";

/** A row of `backfill` whose timeframe is known to be one. */
export type Backfill = Omit<BackfillRow, "timeframe"> & { readonly timeframe: Timeframe };

/** Every column under its name in `BackfillRow`, for SELECT and RETURNING. */
export const BACKFILL_COLUMNS = `id, symbol, timeframe, from_open AS fromOpen, to_open AS toOpen, cursor, status,
  source, rows, requests, lease_owner AS leaseOwner, lease_until AS leaseUntil, failures, error, report,
  init_id AS initId, created_at AS createdAt, updated_at AS updatedAt`;

/** @throws Error on a timeframe that nobody knows, which no writer of this folder leaves behind. */
export function backfillOf(row: BackfillRow): Backfill {
  const { timeframe } = row;
  if (!isTimeframe(timeframe)) throw new Error(`the backfill ${row.id} has the timeframe ${timeframe}`);
  return { ...row, timeframe };
}

export async function readBackfill(db: D1Database, id: string): Promise<Backfill | undefined> {
  const row = await db
    .prepare(`SELECT ${BACKFILL_COLUMNS} FROM backfill WHERE id = ?1`)
    .bind(id)
    .first<BackfillRow>();
  return row === null ? undefined : backfillOf(row);
}

/** Backfills, newest first, at most `limit`: of one symbol, or of all. */
export async function listBackfills(
  db: D1Database,
  query: { readonly symbol?: string | undefined; readonly limit: number },
): Promise<readonly Backfill[]> {
  const { results } = await db
    .prepare(
      `SELECT ${BACKFILL_COLUMNS} FROM backfill WHERE ?1 IS NULL OR symbol = ?1 ORDER BY created_at DESC, id LIMIT ?2`,
    )
    .bind(query.symbol ?? null, query.limit)
    .all<BackfillRow>();
  return results.map(backfillOf);
}
