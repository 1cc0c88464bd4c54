/** What has become of a message. `gone`: its receiver said 410, and gets nothing more at that address. */
export type DeliveryStatus = "pending" | "delivered" | "given_up" | "gone";

export interface Delivery {
  readonly id: string;
  readonly target: string;
  readonly body: string;
  readonly createdAt: number;
  readonly status: DeliveryStatus;
  readonly attempts: number;
  readonly nextAt: number | null;
  readonly httpStatus: number | null;
  readonly answer: string | null;
  readonly finishedAt: number | null;
}

const COLUMNS = `id, target, body, created_at AS createdAt, status, attempts, next_at AS nextAt,
  http_status AS httpStatus, answer, finished_at AS finishedAt`;

/**
 * Stores a message that is due at once; the same id again changes nothing. A statement, so that it is stored together
 * with what it tells of.
 */
export function deliveryStatement(
  db: D1Database,
  message: { readonly id: string; readonly target: string; readonly body: string },
  now: number,
): D1PreparedStatement {
  return db
    .prepare(
      `INSERT INTO webhook_delivery (id, target, body, created_at, status, attempts, next_at)
       VALUES (?1, ?2, ?3, ?4, 'pending', 0, ?4) ON CONFLICT (id) DO NOTHING`,
    )
    .bind(message.id, message.target, message.body, now);
}

/**
 * Takes the messages that are due, oldest first, and moves their next attempt on by `leaseMs`: whoever asks meanwhile
 * does not get them, and if this sender dies they are due again then. Their attempts count the one that begins.
 */
export async function takeDue(
  db: D1Database,
  now: number,
  leaseMs: number,
  most: number,
): Promise<readonly Delivery[]> {
  const { results } = await db
    .prepare(
      `UPDATE webhook_delivery SET next_at = ?1 + ?2, attempts = attempts + 1
       WHERE id IN (SELECT id FROM webhook_delivery WHERE next_at <= ?1 ORDER BY next_at LIMIT ?3)
       RETURNING ${COLUMNS}`,
    )
    .bind(now, leaseMs, most)
    .all<Delivery>();
  return results;
}

/** The same for one message, whenever it was due; undefined where it is not pending or somebody is sending it. */
export async function takeOne(
  db: D1Database,
  id: string,
  now: number,
  leaseMs: number,
): Promise<Delivery | undefined> {
  const { results } = await db
    .prepare(
      `UPDATE webhook_delivery SET next_at = ?2 + ?3, attempts = attempts + 1
       WHERE id = ?1 AND next_at <= ?2 RETURNING ${COLUMNS}`,
    )
    .bind(id, now, leaseMs)
    .all<Delivery>();
  return results[0];
}

/** What came of the attempt `attempts`. An attempt that was overtaken by a later one says nothing any more. */
export async function recordAttempt(
  db: D1Database,
  id: string,
  attempts: number,
  result: Pick<Delivery, "status" | "nextAt" | "httpStatus" | "answer" | "finishedAt">,
): Promise<void> {
  await db
    .prepare(
      `UPDATE webhook_delivery SET status = ?3, next_at = ?4, http_status = ?5, answer = ?6, finished_at = ?7
       WHERE id = ?1 AND attempts = ?2 AND status = 'pending'`,
    )
    .bind(id, attempts, result.status, result.nextAt, result.httpStatus, result.answer, result.finishedAt)
    .run();
}

/** One message; undefined where there is none. */
export async function readDelivery(db: D1Database, id: string): Promise<Delivery | undefined> {
  const row = await db
    .prepare(`SELECT ${COLUMNS} FROM webhook_delivery WHERE id = ?1`)
    .bind(id)
    .first<Delivery>();
  return row ?? undefined;
}

/** How many messages are in each state, and since when the oldest pending one waits. */
export interface DeliveryFigures {
  readonly counts: readonly {
    readonly target: string;
    readonly status: DeliveryStatus;
    readonly count: number;
  }[];
  readonly oldestPending: number | null;
}

/** Of all that is kept. */
export async function deliveryFigures(db: D1Database): Promise<DeliveryFigures> {
  const { results } = await db
    .prepare(
      `SELECT target, status, count(*) AS count, min(created_at) AS oldest
       FROM webhook_delivery GROUP BY target, status ORDER BY target, status`,
    )
    .all<{ target: string; status: DeliveryStatus; count: number; oldest: number }>();
  const pending = results.filter(({ status }) => status === "pending").map(({ oldest }) => oldest);
  return {
    counts: results.map(({ target, status, count }) => ({ target, status, count })),
    oldestPending: pending.length === 0 ? null : Math.min(...pending),
  };
}
