import { integer, primaryKey, sqliteTable, text } from "drizzle-orm/sqlite-core";

/**
 * The index of the Parquet objects in R2. A row is here once its object is whole, and the rows that it replaces
 * leave D1 in the same batch: a reader that asks both in one batch sees every bar. WITHOUT ROWID.
 */
export const coldObject = sqliteTable(
  "cold_object",
  {
    kind: text("kind", { enum: ["bars", "ticks"] }).notNull(),
    symbol: text("symbol").notNull(),
    /** A timeframe; of ticks `ticks`. */
    timeframe: text("timeframe").notNull(),
    /** Start of the month (bars) or hour (ticks), UTC. */
    period: integer("period").notNull(),
    /** Key in R2. It names the content: an object is never overwritten. */
    key: text("key").notNull(),
    rows: integer("rows").notNull(),
    /** Open time (bars) or trade time of the first and last row. */
    firstTime: integer("first_time").notNull(),
    lastTime: integer("last_time").notNull(),
    bytes: integer("bytes").notNull(),
    /** Hex, of the object's bytes. */
    sha256: text("sha256").notNull(),
    createdAt: integer("created_at").notNull(),
  },
  (table) => [primaryKey({ columns: [table.kind, table.symbol, table.timeframe, table.period] })],
);
export type ColdObjectRow = typeof coldObject.$inferSelect;
