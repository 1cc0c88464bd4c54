import type { EpochMs } from "../../market/time/timeframe.ts";

/** A message of another system as it is kept. */
export interface InboundWebhook {
  readonly id: string;
  readonly source: string;
  readonly symbol: string;
  readonly receivedAt: EpochMs;
  readonly digest: string;
  /** JSON. */
  readonly payload: string;
}

const COLUMNS = "id, source, symbol, received_at AS receivedAt, digest, payload";

/** Stores a message unless its id is known. @returns what is stored under that id. */
export async function keepInbound(db: D1Database, message: InboundWebhook): Promise<InboundWebhook> {
  const { id, source, symbol, receivedAt, digest, payload } = message;
  const [, read] = await db.batch<InboundWebhook>([
    db
      .prepare(
        `INSERT INTO inbound_webhook (id, source, symbol, received_at, digest, payload)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6) ON CONFLICT (id) DO NOTHING`,
      )
      .bind(id, source, symbol, receivedAt, digest, payload),
    db.prepare(`SELECT ${COLUMNS} FROM inbound_webhook WHERE id = ?1`).bind(id),
  ]);
  return read?.results[0] ?? message;
}

/** The newest message about a symbol; null where none has come. */
export async function newestInbound(
  db: D1Database,
  source: string,
  symbol: string,
): Promise<InboundWebhook | null> {
  return await db
    .prepare(
      `SELECT ${COLUMNS} FROM inbound_webhook WHERE symbol = ?1 AND source = ?2
       ORDER BY received_at DESC, rowid DESC LIMIT 1`,
    )
    .bind(symbol, source)
    .first<InboundWebhook>();
}
