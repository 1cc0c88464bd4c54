/** What the news of one UTC day said of a coin. */
export interface SentimentDay {
  /** `2026-11-21`. */
  readonly day: string;
  /** -1 to 1. */
  readonly score: number;
  readonly articles: number;
  readonly positive: number;
  readonly negative: number;
}

/** The features of a day, in the order of their values. */
export const SENTIMENT_FEATURES = [
  "score",
  "scoreMean3d",
  "scoreMean7d",
  "scoreChange1d",
  "articles",
  "articles7d",
  "positiveMinusNegative",
] as const;

/** Grows when a formula changes: what was computed by an older one is computed again. */
export const SENTIMENT_VERSION = 1;

const DAY_MS = 86_400_000;

/**
 * The features of each day that has news, in the order given. Windows are calendar days that end with the day
 * itself; days without news are left out of means, and count no articles. The change is null where the day before
 * had no news; the share of positive less that of negative articles is null without articles.
 * @param days of one coin, each day once.
 * @returns values in the order of `SENTIMENT_FEATURES`, rounded to six digits.
 */
export function sentimentFeatures(
  days: readonly SentimentDay[],
): readonly { readonly day: string; readonly values: readonly (number | null)[] }[] {
  const byTime = new Map(days.map((day) => [Date.parse(day.day), day]));
  return days.map((day) => {
    const time = Date.parse(day.day);
    const window = (length: number) =>
      Array.from({ length }, (_, back) => byTime.get(time - back * DAY_MS)).filter(
        (one) => one !== undefined,
      );
    const week = window(7);
    const before = byTime.get(time - DAY_MS);
    const values = [
      day.score,
      meanOf(window(3)),
      meanOf(week),
      before === undefined ? null : day.score - before.score,
      day.articles,
      week.reduce((sum, { articles }) => sum + articles, 0),
      day.articles === 0 ? null : (day.positive - day.negative) / day.articles,
    ];
    return { day: day.day, values: values.map((value) => (value === null ? null : rounded(value))) };
  });
}

function meanOf(days: readonly SentimentDay[]): number | null {
  return days.length === 0 ? null : days.reduce((sum, { score }) => sum + score, 0) / days.length;
}

function rounded(value: number): number {
  // Adding zero makes a negative zero a plain one.
  return Math.round(value * 1e6) / 1e6 + 0;
}
