import { index, integer, primaryKey, real, sqliteTable, text } from "drizzle-orm/sqlite-core";

/** The record of a symbol's signals: a chain of hashes that only grows. WITHOUT ROWID. */
export const signalRecord = sqliteTable(
  "signal_record",
  {
    symbol: text("symbol").notNull(),
    seq: integer("seq").notNull(),
    previousHash: text("previous_hash").notNull(),
    hash: text("hash").notNull(),
    /** ms on the exchange's clock. */
    at: integer("at").notNull(),
    /** Canonical JSON text, as it was hashed. */
    body: text("body").notNull(),
  },
  (table) => [primaryKey({ columns: [table.symbol, table.seq] })],
);

/** Issued signals as they stand: what the records say, to be queried. WITHOUT ROWID. */
export const signal = sqliteTable(
  "signal",
  {
    symbol: text("symbol").notNull(),
    timeframe: text("timeframe").notNull(),
    /** Of the bar that was decided on. */
    openTime: integer("open_time").notNull(),
    side: text("side", { enum: ["BUY", "SELL"] }).notNull(),
    status: text("status", { enum: ["active", "closed", "expired"] }).notNull(),
    score: real("score").notNull(),
    issuedAt: integer("issued_at").notNull(),
    /** Targets touched, 0 to 3. */
    touched: integer("touched").notNull(),
    closeReason: text("close_reason", { enum: ["stop", "target3", "opposite", "expired"] }),
    /** Of the whole trade, before costs, as a ratio; null while it runs. */
    grossReturn: real("gross_return"),
    /** Price at which it was entered. */
    entry: real("entry").notNull(),
    /** JSON: what has changed since it was issued, to the last bit. */
    change: text("change"),
    /** The record that has the signal as it was issued: it is some KB, and is not kept twice. */
    issuedSeq: integer("issued_seq").notNull(),
    /** The last record that is in here. */
    seq: integer("seq").notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.symbol, table.timeframe, table.openTime] }),
    index("signal_issued").on(table.issuedAt),
  ],
);
