/**
 * Backfills that are not over and nobody drives, oldest first: as many as may begin when `atOnce` may be at work.
 * One read by the index on status where there is nothing to do. `now` is the machine's clock.
 */
export async function abandonedBackfills(
  db: D1Database,
  now: number,
  atOnce: number,
): Promise<readonly string[]> {
  const { results } = await db
    .prepare(
      `SELECT id, coalesce(lease_until, 0) > ?1 AS driven FROM backfill
       WHERE status IN ('pending', 'fetching', 'verifying') ORDER BY created_at, id LIMIT 100`,
    )
    .bind(now)
    .all<{ id: string; driven: number }>();
  const free = Math.max(0, atOnce - results.filter(({ driven }) => driven === 1).length);
  return results
    .filter(({ driven }) => driven === 0)
    .slice(0, free)
    .map(({ id }) => id);
}
