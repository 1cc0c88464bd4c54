import type { EpochMs } from "../../market/time/timeframe.ts";

/** What became of a request that was sent under a key. */
export type Claim =
  /** Nobody has sent it before: do it, then `keepAnswer` or `release`. */
  | { readonly kind: "first" }
  | { readonly kind: "running" }
  /** The key was used with another body. */
  | { readonly kind: "other" }
  | { readonly kind: "answered"; readonly status: number; readonly answer: string };

/** A request that has not been answered for so long was killed. */
const DEAD_MS = 60_000;

/** Claims a request for whoever sends it first. `id` and `body` are digests. @throws Error when D1 fails */
export async function claimRequest(
  db: D1Database,
  { id, body, now }: { readonly id: string; readonly body: string; readonly now: EpochMs },
): Promise<Claim> {
  const claim = db.prepare(
    `INSERT INTO keyed_request (id, body, at) VALUES (?1, ?2, ?3)
     ON CONFLICT (id) DO UPDATE SET at = ?3 WHERE status IS NULL AND body = ?2 AND at <= ?4 RETURNING id`,
  );
  const look = db.prepare("SELECT body, status, answer FROM keyed_request WHERE id = ?");
  const [claimed, found] = await db.batch<{ body: string; status: number | null; answer: string | null }>([
    claim.bind(id, body, now, now - DEAD_MS),
    look.bind(id),
  ]);
  if ((claimed?.results.length ?? 0) > 0) return { kind: "first" };
  const row = found?.results[0];
  if (row === undefined || row.body !== body) return { kind: "other" };
  if (row.status === null) return { kind: "running" };
  return { kind: "answered", status: row.status, answer: row.answer ?? "" };
}

/** Keeps an answer for those who send the request again. */
export async function keepAnswer(db: D1Database, id: string, status: number, answer: string): Promise<void> {
  await db
    .prepare("UPDATE keyed_request SET status = ?2, answer = ?3 WHERE id = ?1")
    .bind(id, status, answer)
    .run();
}

/** Forgets a request that was not carried out: it may be sent again. */
export async function releaseRequest(db: D1Database, id: string): Promise<void> {
  await db.prepare("DELETE FROM keyed_request WHERE id = ? AND status IS NULL").bind(id).run();
}
