import { integer, primaryKey, sqliteTable, text } from "drizzle-orm/sqlite-core";

/** Coins with what is known of them. Amounts are decimal text; null where nobody has told. */
export const coins = sqliteTable("coins", {
  /** `bitcoin`. */
  id: text("id").primaryKey(),
  /** A small number of its own, kept for ever. */
  number: integer("number").notNull().unique(),
  base: text("base").notNull().unique(),
  name: text("name").notNull(),
  rank: integer("rank"),
  description: text("description"),
  homepage: text("homepage"),
  image: text("image"),
  genesis: text("genesis"),
  /** JSON array of words. */
  categories: text("categories"),
  marketCap: text("market_cap"),
  circulatingSupply: text("circulating_supply"),
  totalSupply: text("total_supply"),
  maxSupply: text("max_supply"),
  allTimeHigh: text("all_time_high"),
  allTimeHighAt: integer("all_time_high_at"),
  allTimeLow: text("all_time_low"),
  allTimeLowAt: integer("all_time_low_at"),
  /** Which source told the details, and when; null for what is built in. */
  source: text("source"),
  updatedAt: integer("updated_at"),
});
export type CoinRow = typeof coins.$inferSelect;

/** Use of each outside API a UTC day. WITHOUT ROWID. */
export const apiUsage = sqliteTable(
  "api_usage",
  {
    source: text("source").notNull(),
    day: text("day").notNull(),
    requests: integer("requests").notNull(),
    failures: integer("failures").notNull(),
    rateLimited: integer("rate_limited").notNull(),
  },
  (table) => [primaryKey({ columns: [table.source, table.day] })],
);

/** Answers that are kept warm: charts, volumes, snapshots. */
export const cacheEntry = sqliteTable("cache_entry", {
  key: text("key").primaryKey(),
  json: text("json").notNull(),
  /** Times are ms on the machine's clock. */
  asOf: integer("as_of").notNull(),
  freshUntil: integer("fresh_until").notNull(),
  source: text("source").notNull(),
});
export type CacheEntryRow = typeof cacheEntry.$inferSelect;
