import { SENTIMENT_FEATURES, SENTIMENT_VERSION } from "../../market/sentiment/daily-features.ts";

/** Features of a coin's news of one day. */
export interface SentimentRow {
  /** `2026-11-21`, UTC. */
  readonly day: string;
  readonly version: number;
  /** By name. */
  readonly values: Readonly<Record<string, number | null>>;
}

/** The newest features of a coin's sentiment up to a day; null where there are none. */
export async function readSentiment(
  db: D1Database,
  coin: string,
  through: string,
): Promise<SentimentRow | null> {
  const row = await db
    .prepare(
      `SELECT day, "values" FROM sentiment_features
       WHERE coin = ?1 AND day <= ?2 AND version = ?3 ORDER BY day DESC LIMIT 1`,
    )
    .bind(coin, through, SENTIMENT_VERSION)
    .first<{ day: string; values: string }>();
  if (row === null) return null;
  const values: readonly (number | null)[] = JSON.parse(row.values);
  return {
    day: row.day,
    version: SENTIMENT_VERSION,
    values: Object.fromEntries(SENTIMENT_FEATURES.map((name, at) => [name, values[at] ?? null])),
  };
}
