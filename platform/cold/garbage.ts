import type { EpochMs } from "../../market/time/timeframe.ts";

/** As many keys as R2 deletes in one call. */
const BATCH = 500;

/**
 * Deletes objects from R2 that were replaced, or written and never indexed, before `before`. A key is doomed first:
 * from then on nobody can index it, so that it cannot be deleted under a reader. Killed anywhere, the next call
 * goes on.
 * @returns how many keys were deleted.
 */
export async function collectGarbage(db: D1Database, bucket: R2Bucket, before: EpochMs): Promise<number> {
  const [, , doomed] = await db.batch<{ key: string }>([
    // One that has been indexed after all (by whoever wrote the same content) is no garbage.
    db.prepare(`DELETE FROM cold_garbage WHERE since < ? AND ${INDEXED}`).bind(before),
    db
      .prepare(
        `UPDATE cold_garbage SET doomed = 1 WHERE key IN (
           SELECT key FROM cold_garbage WHERE since < ? LIMIT ${BATCH})`,
      )
      .bind(before),
    db.prepare(`SELECT key FROM cold_garbage WHERE doomed = 1 LIMIT ${BATCH}`),
  ]);
  const keys = (doomed?.results ?? []).map(({ key }) => key);
  if (keys.length === 0) return 0;
  await bucket.delete(keys);
  await db
    .prepare("DELETE FROM cold_garbage WHERE doomed = 1 AND key IN (SELECT value FROM json_each(?))")
    .bind(JSON.stringify(keys))
    .run();
  return keys.length;
}

const INDEXED = `EXISTS (SELECT 1 FROM cold_object AS o
  WHERE o.kind = cold_garbage.kind AND o.symbol = cold_garbage.symbol AND o.timeframe = cold_garbage.timeframe
    AND o.period = cold_garbage.period AND o.key = cold_garbage.key)`;
