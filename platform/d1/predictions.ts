import type { EpochMs, Timeframe } from "../../market/time/timeframe.ts";
import { deliveryStatement } from "./webhook-deliveries.ts";

/** A prediction on demand as it is kept. */
export interface NewPrediction {
  readonly id: string;
  readonly symbol: string;
  readonly timeframe: Timeframe;
  readonly model: string;
  readonly openTime: EpochMs;
  readonly createdAt: EpochMs;
  readonly body: string;
}

/**
 * Stores a prediction together with the message that tells of it: both or neither. The same id again changes nothing.
 * @param message null: there is nobody to tell.
 * @returns the body that is stored under the id.
 */
export async function storePrediction(
  db: D1Database,
  prediction: NewPrediction,
  message: { readonly target: string; readonly body: string } | null,
): Promise<string> {
  const { id, symbol, timeframe, model, openTime, createdAt, body } = prediction;
  const insert = db
    .prepare(
      `INSERT INTO prediction (id, symbol, timeframe, model, open_time, created_at, body)
       VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7) ON CONFLICT (id) DO NOTHING`,
    )
    .bind(id, symbol, timeframe, model, openTime, createdAt, body);
  const telling = message === null ? [] : [deliveryStatement(db, { id, ...message }, createdAt)];
  const read = db.prepare("SELECT body FROM prediction WHERE id = ?1").bind(id);
  const results = await db.batch<{ body: string }>([insert, ...telling, read]);
  return results.at(-1)?.results[0]?.body ?? body;
}
