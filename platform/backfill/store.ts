import { barOfKline } from "../../market/bars/sum.ts";
import { barStatements } from "../d1/bars.ts";
import type { BackfillRow } from "../d1/schema/backfill.ts";
import type { Fetched } from "./fetch-pages.ts";
import { LEASE_MS } from "./lease.ts";
import { outageStatements } from "./outages.ts";
import { BACKFILL_COLUMNS, type Backfill, backfillOf } from "./rows.ts";

// Only from where the row was read: bars that somebody else has stored meanwhile are counted once.
const MOVE = `
  UPDATE backfill SET cursor = ?3, rows = rows + ?4, requests = requests + ?5, failures = 0, error = NULL,
    lease_until = ?6, updated_at = ?7, status = CASE WHEN ?3 > to_open THEN 'verifying' ELSE status END
  WHERE id = ?1 AND lease_owner = ?2 AND cursor = ?8
  RETURNING ${BACKFILL_COLUMNS}`;

/**
 * Stores what was fetched and moves the cursor behind it, in one batch.
 * @returns the row as it is now; undefined when somebody else has taken over.
 */
export async function storeFetched(
  db: D1Database,
  row: Backfill,
  owner: string,
  fetched: Fetched,
  now: number,
): Promise<Backfill | undefined> {
  const { symbol, timeframe } = row;
  const bars = fetched.klines.map((kline) => ({ symbol, timeframe, bar: barOfKline(kline, 0) }));
  const results = await db.batch<BackfillRow>([
    ...barStatements(db, bars),
    ...outageStatements(db, symbol, timeframe, fetched.outages, now),
    db
      .prepare(MOVE)
      .bind(row.id, owner, fetched.next, bars.length, fetched.requests, now + LEASE_MS, now, row.cursor),
  ]);
  const moved = results.at(-1)?.results[0];
  return moved === undefined ? undefined : backfillOf(moved);
}
