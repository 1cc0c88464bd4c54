import type { BackupManifest } from "../../contract/rest/backup.ts";
import { prefixOf } from "./create-backup.ts";
import { deleteBackup, listBackups } from "./list-backups.ts";

/** A backup that is still running after this was cut off. */
const CUT_OFF_MS = 3_600_000;
/** How long it is told that one failed. */
const FAILED_KEPT_MS = 30 * 86_400_000;

/**
 * Keeps the newest `kept` backups and deletes the others, and what is left of backups that were cut off. The table
 * follows what is in the bucket: a database that was restored knows its backups again.
 * @returns the backups that are kept, newest first.
 */
export async function pruneBackups(
  db: D1Database,
  bucket: R2Bucket,
  kept: number,
  now: number,
): Promise<readonly BackupManifest[]> {
  const all = await listBackups(bucket);
  const { results: cutOff } = await db
    .prepare("SELECT id FROM backup WHERE status = 'running' AND started_at < ?")
    .bind(now - CUT_OFF_MS)
    .all<{ id: string }>();
  const whole = new Set(all.map(({ id }) => id));
  for (const { id } of cutOff) if (!whole.has(id)) await deleteBackup(bucket, id);
  for (const { id } of all.slice(kept)) await deleteBackup(bucket, id);
  const keeping = all.slice(0, kept);
  await db.batch([
    db
      .prepare(
        `INSERT INTO backup (id, status, started_at, finished_at, prefix, "rows", bytes)
         SELECT value ->> 0, 'done', value ->> 1, value ->> 1, value ->> 2, value ->> 3, value ->> 4
         FROM json_each(?1) WHERE true
         ON CONFLICT DO UPDATE SET status = 'done', "rows" = excluded."rows", bytes = excluded.bytes
         WHERE status <> 'done'`,
      )
      .bind(
        JSON.stringify(
          keeping.map(({ id, createdAt, rows, bytes }) => [id, createdAt, prefixOf(id), rows, bytes]),
        ),
      ),
    db
      .prepare("DELETE FROM backup WHERE status = 'done' AND id NOT IN (SELECT value FROM json_each(?1))")
      .bind(JSON.stringify(keeping.map(({ id }) => id))),
    db
      .prepare(
        `UPDATE backup SET status = 'failed', finished_at = ?1, error = 'was cut off'
         WHERE status = 'running' AND started_at < ?2`,
      )
      .bind(now, now - CUT_OFF_MS),
    db.prepare("DELETE FROM backup WHERE status = 'failed' AND started_at < ?").bind(now - FAILED_KEPT_MS),
  ]);
  return keeping;
}
