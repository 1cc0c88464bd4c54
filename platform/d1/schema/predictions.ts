import { index, integer, sqliteTable, text } from "drizzle-orm/sqlite-core";

/** What was predicted on demand, as it was answered and sent on. */
export const prediction = sqliteTable(
  "prediction",
  {
    id: text("id").primaryKey(),
    symbol: text("symbol").notNull(),
    timeframe: text("timeframe").notNull(),
    /** That was asked for. */
    model: text("model").notNull(),
    /** Of the bar that was predicted from. */
    openTime: integer("open_time").notNull(),
    createdAt: integer("created_at").notNull(),
    /** The prediction as JSON. */
    body: text("body").notNull(),
  },
  (table) => [index("prediction_created").on(table.createdAt)],
);
