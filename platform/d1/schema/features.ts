import { integer, primaryKey, sqliteTable, text } from "drizzle-orm/sqlite-core";

/** Technical features of a final bar, one row a bar. WITHOUT ROWID. */
export const technicalFeatures = sqliteTable(
  "technical_features",
  {
    symbol: text("symbol").notNull(),
    timeframe: text("timeframe").notNull(),
    openTime: integer("open_time").notNull(),
    /** Of the catalog and the patterns: `ROW_VERSION`. */
    version: integer("version").notNull(),
    /** Revision of the bar, and how many final bars up to it were folded. */
    barRevision: integer("bar_revision").notNull(),
    bars: integer("bars").notNull(),
    /** JSON array in the catalog's order; null where the warm-up is not over. */
    values: text("values").notNull(),
    /** The candlestick patterns that the bar completed (pattern-text.ts); null where none. */
    patterns: text("patterns"),
  },
  (table) => [primaryKey({ columns: [table.symbol, table.timeframe, table.openTime] })],
);

/** What the news of a day said of a coin. Filled once news exist. WITHOUT ROWID. */
export const dailySentiment = sqliteTable(
  "daily_sentiment",
  {
    coin: text("coin").notNull(),
    /** `2026-11-21`, UTC. */
    day: text("day").notNull(),
    /** -1 to 1. */
    score: text("score").notNull(),
    articles: integer("articles").notNull(),
    positive: integer("positive").notNull(),
    neutral: integer("neutral").notNull(),
    negative: integer("negative").notNull(),
    updatedAt: integer("updated_at").notNull(),
  },
  (table) => [primaryKey({ columns: [table.coin, table.day] })],
);

/** Features of a coin's daily sentiment. WITHOUT ROWID. */
export const sentimentFeatures = sqliteTable(
  "sentiment_features",
  {
    coin: text("coin").notNull(),
    day: text("day").notNull(),
    version: integer("version").notNull(),
    values: text("values").notNull(),
  },
  (table) => [primaryKey({ columns: [table.coin, table.day] })],
);
