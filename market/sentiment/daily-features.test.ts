import { expect, test } from "vitest";
import { SENTIMENT_FEATURES, type SentimentDay, sentimentFeatures } from "./daily-features.ts";

const day = (date: string, score: number, articles = 4, positive = 3, negative = 1): SentimentDay => ({
  day: date,
  score,
  articles,
  positive,
  negative,
});
const valuesOf = (days: readonly SentimentDay[], date: string) => {
  const found = sentimentFeatures(days).find((one) => one.day === date);
  return Object.fromEntries(SENTIMENT_FEATURES.map((name, position) => [name, found?.values[position]]));
};

test("[ETL-50] means, change and counts are of calendar days that end with the day", () => {
  const days = [
    day("2024-02-25", -1, 100),
    day("2024-02-27", 0.5),
    day("2024-02-28", 0.1),
    day("2024-02-29", 0.3),
    day("2024-03-01", -0.2, 10, 2, 7),
  ];
  expect(valuesOf(days, "2024-03-01")).toEqual({
    score: -0.2,
    scoreMean3d: 0.066667,
    scoreMean7d: -0.06,
    scoreChange1d: -0.5,
    articles: 10,
    articles7d: 122,
    positiveMinusNegative: -0.5,
  });
});

test("[ETL-50] a day without news before it has no change; without articles it has no share", () => {
  const alone = valuesOf([day("2024-02-25", 1), day("2024-02-27", 0, 0, 0, 0)], "2024-02-27");
  expect(alone).toMatchObject({ scoreChange1d: null, positiveMinusNegative: null, scoreMean3d: 0.5 });
});

test("[ETL-50] news of a later day change nothing of an earlier one", () => {
  const days = [day("2024-02-26", 0.2), day("2024-02-27", 0.4)];
  expect(sentimentFeatures([...days, day("2024-02-28", 1)]).slice(0, 2)).toEqual(sentimentFeatures(days));
});
