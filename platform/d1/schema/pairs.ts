import { integer, primaryKey, sqliteTable, text } from "drizzle-orm/sqlite-core";

/** Values of pairs that somebody had computed. WITHOUT ROWID. */
export const pairValue = sqliteTable(
  "pair_value",
  {
    symbol1: text("symbol1").notNull(),
    symbol2: text("symbol2").notNull(),
    timeframe: text("timeframe").notNull(),
    openTime: integer("open_time").notNull(),
    /** Joined bars it was computed of. */
    window: integer("window").notNull(),
    /** JSON of the value, its window's test and verdict. */
    reading: text("reading").notNull(),
    computedAt: integer("computed_at").notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.symbol1, table.symbol2, table.timeframe, table.openTime, table.window] }),
  ],
);

/** Price statistics that somebody had computed. WITHOUT ROWID. */
export const priceStats = sqliteTable(
  "price_stats",
  {
    symbol: text("symbol").notNull(),
    timeframe: text("timeframe").notNull(),
    openTime: integer("open_time").notNull(),
    window: integer("window").notNull(),
    /** JSON. */
    stats: text("stats").notNull(),
    computedAt: integer("computed_at").notNull(),
  },
  (table) => [primaryKey({ columns: [table.symbol, table.timeframe, table.openTime, table.window] })],
);
