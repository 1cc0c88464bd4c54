import {
  SENTIMENT_VERSION,
  type SentimentDay,
  sentimentFeatures,
} from "../../market/sentiment/daily-features.ts";
import type { Job } from "./job.ts";

const UPSERT = `
  INSERT INTO sentiment_features (coin, day, version, "values")
  SELECT ?1, value ->> 'day', ?2, value ->> 'values' FROM json_each(?3) WHERE true
  ON CONFLICT DO UPDATE SET version = excluded.version, "values" = excluded."values"
  WHERE sentiment_features.version <> excluded.version OR sentiment_features."values" <> excluded."values"`;

/**
 * Computes the features of every day that has news, coin by coin. A day's news may come late, and a window reaches
 * over a week: so all days are computed, which are few, and only what differs is written.
 */
export const sentimentFeaturesJob: Job = {
  id: "sentiment-features",
  description: "Computes features of the daily sentiment of each coin",
  cron: "20 * * * *",
  timeoutMs: 60_000,
  async run({ db }) {
    const coins = await db.prepare("SELECT DISTINCT coin FROM daily_sentiment").all<{ coin: string }>();
    let rows = 0;
    for (const { coin } of coins.results) {
      const days = await db
        .prepare(
          `SELECT day, CAST(score AS REAL) AS score, articles, positive, negative
           FROM daily_sentiment WHERE coin = ?1 ORDER BY day`,
        )
        .bind(coin)
        .all<SentimentDay>();
      const features = sentimentFeatures(days.results);
      const { meta } = await db.prepare(UPSERT).bind(coin, SENTIMENT_VERSION, JSON.stringify(features)).run();
      rows += meta.changes;
    }
    return coins.results.length === 0
      ? { rows: 0, detail: "no news yet" }
      : { rows, detail: `${coins.results.length} coins` };
  },
};
