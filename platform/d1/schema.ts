import { integer, primaryKey, sqliteTable, text } from "drizzle-orm/sqlite-core";

/** The symbols Wick follows, or once followed: a removed one keeps its row so that seeding does not revive it. */
export const symbols = sqliteTable("symbols", {
  symbol: text("symbol").primaryKey(),
  feed: text("feed", { enum: ["binance", "push"] }).notNull(),
  /** Decimal text; null until the exchange has told. */
  tickSize: text("tick_size"),
  stepSize: text("step_size"),
  /** Push symbols only. */
  latenessMs: integer("lateness_ms"),
  base: text("base").notNull(),
  quote: text("quote").notNull(),
  name: text("name").notNull(),
  status: text("status", { enum: ["active", "removed"] }).notNull(),
  addedAt: integer("added_at").notNull(),
});
export type SymbolRow = typeof symbols.$inferSelect;

/** API keys. The key itself is never stored, only its SHA-256. */
export const apiKeys = sqliteTable("api_keys", {
  id: text("id").primaryKey(),
  name: text("name").notNull(),
  /** Hex SHA-256 of the whole key text. */
  hash: text("hash").notNull().unique(),
  /** Space separated. */
  scopes: text("scopes").notNull(),
  createdAt: integer("created_at").notNull(),
  /** The UTC day of the last use (`2026-11-21`): written at most once a day. */
  lastUsed: text("last_used"),
  revokedAt: integer("revoked_at"),
});
export type ApiKeyRow = typeof apiKeys.$inferSelect;

/**
 * Hot bars, filled from the hubs' outboxes. Decimals are text: SQLite's doubles lose a day's quote volume.
 * The migration declares it WITHOUT ROWID (drizzle cannot), so a bar costs one b-tree entry.
 */
export const ohlcv = sqliteTable(
  "ohlcv",
  {
    symbol: text("symbol").notNull(),
    timeframe: text("timeframe").notNull(),
    openTime: integer("open_time").notNull(),
    open: text("open").notNull(),
    high: text("high").notNull(),
    low: text("low").notNull(),
    close: text("close").notNull(),
    volume: text("volume").notNull(),
    quoteVolume: text("quote_volume").notNull(),
    n: integer("n").notNull(),
    takerBuyVolume: text("taker_buy_volume").notNull(),
    takerBuyQuoteVolume: text("taker_buy_quote_volume").notNull(),
    firstId: integer("first_id"),
    lastId: integer("last_id"),
    revision: integer("revision").notNull(),
    source: text("source", { enum: ["trades", "kline", "mixed"] }).notNull(),
  },
  (table) => [primaryKey({ columns: [table.symbol, table.timeframe, table.openTime] })],
);
