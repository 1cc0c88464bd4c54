/** Whether a target has said 410 at this address: until it has another one it gets nothing more. */
export async function isGone(db: D1Database, target: string, address: string): Promise<boolean> {
  const row = await db
    .prepare("SELECT 1 AS gone FROM webhook_gone WHERE target = ?1 AND address = ?2")
    .bind(target, address)
    .first("gone");
  return row !== null;
}

/** Notes that a target said 410, and ends all that still waits for it. Idempotent. */
export async function markGone(db: D1Database, target: string, address: string, now: number): Promise<void> {
  await db.batch([
    db
      .prepare(
        `INSERT INTO webhook_gone (target, address, gone_at) VALUES (?1, ?2, ?3)
         ON CONFLICT DO UPDATE SET address = excluded.address, gone_at = excluded.gone_at
         WHERE address <> excluded.address`,
      )
      .bind(target, address, now),
    db
      .prepare(
        `UPDATE webhook_delivery SET status = 'gone', next_at = NULL, finished_at = ?2
         WHERE target = ?1 AND status = 'pending'`,
      )
      .bind(target, now),
  ]);
}
