import { integer, sqliteTable, text } from "drizzle-orm/sqlite-core";

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
