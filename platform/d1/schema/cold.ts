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
    /**
     * Of bars the sum of their precedences: with the count it tells whether D1 has changed since. Of ticks how many
     * ids are missing in the hour.
     */
    revisions: integer("revisions").notNull(),
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

/**
 * Objects that may be in R2 and are not in the index: about to be, or replaced. Named here before they are
 * written, so that no crash leaves one behind unknown; deleted after a grace, for readers of the index as it was.
 * WITHOUT ROWID.
 */
export const coldGarbage = sqliteTable("cold_garbage", {
  key: text("key").primaryKey(),
  /** The place in the index that it was made for. */
  kind: text("kind", { enum: ["bars", "ticks"] }).notNull(),
  symbol: text("symbol").notNull(),
  timeframe: text("timeframe").notNull(),
  period: integer("period").notNull(),
  /** Machine clock. */
  since: integer("since").notNull(),
  /** Set before it is deleted from R2: from then on nobody may index the key until the row is gone. */
  doomed: integer("doomed", { mode: "boolean" }).notNull(),
});
