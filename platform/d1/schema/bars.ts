import { integer, primaryKey, sqliteTable, text } from "drizzle-orm/sqlite-core";

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

/**
 * Where stored bars have changed and what is derived from them has not followed yet: everything from `fromOpen` on.
 * Written in the same batch as the bars; taken away by the job that has caught up. WITHOUT ROWID.
 */
export const barChange = sqliteTable(
  "bar_change",
  {
    symbol: text("symbol").notNull(),
    timeframe: text("timeframe").notNull(),
    fromOpen: integer("from_open").notNull(),
    /** Grows with each change, so that a job takes away only what it has seen. */
    version: integer("version").notNull(),
  },
  (table) => [primaryKey({ columns: [table.symbol, table.timeframe] })],
);

/**
 * The stretch of a series that is known to be whole: every bar the exchange has between the two open times is in
 * D1 or in the cold store, and what is missing there is missing at the exchange. One row a series. WITHOUT ROWID.
 */
export const series = sqliteTable(
  "series",
  {
    symbol: text("symbol").notNull(),
    timeframe: text("timeframe").notNull(),
    /** Open times, inclusive. */
    fromOpen: integer("from_open").notNull(),
    throughOpen: integer("through_open").notNull(),
    /** When it was last compared with the exchange's klines, and what that found. Machine clock. */
    checkedAt: integer("checked_at"),
    mismatches: integer("mismatches").notNull().default(0),
  },
  (table) => [primaryKey({ columns: [table.symbol, table.timeframe] })],
);

/** Runs of bars that the exchange does not have: its outages. Never filled. WITHOUT ROWID. */
export const seriesOutage = sqliteTable(
  "series_outage",
  {
    symbol: text("symbol").notNull(),
    timeframe: text("timeframe").notNull(),
    /** Open time of the first missing bar, and of the last. */
    fromOpen: integer("from_open").notNull(),
    toOpen: integer("to_open").notNull(),
    foundAt: integer("found_at").notNull(),
  },
  (table) => [primaryKey({ columns: [table.symbol, table.timeframe, table.fromOpen] })],
);
