import { integer, primaryKey, sqliteTable, text } from "drizzle-orm/sqlite-core";

/** How a component was, every few minutes: the history of health. WITHOUT ROWID. */
export const healthSample = sqliteTable(
  "health_sample",
  {
    component: text("component").notNull(),
    time: integer("time").notNull(),
    ok: integer("ok", { mode: "boolean" }).notNull(),
    latencyMs: integer("latency_ms"),
    /** Bytes kept by a store or object, where that is what the component is. */
    bytes: integer("bytes"),
    detail: text("detail"),
  },
  (table) => [primaryKey({ columns: [table.component, table.time] })],
);

/** Requests that were sent with an Idempotency-Key, and what was answered; null while one is under way. WITHOUT ROWID. */
export const keyedRequest = sqliteTable("keyed_request", {
  /** Hex SHA-256 of who asked, method, path and key. */
  id: text("id").primaryKey(),
  /** Hex SHA-256 of the body. */
  body: text("body").notNull(),
  status: integer("status"),
  answer: text("answer"),
  at: integer("at").notNull(),
});

/** Backups of D1 in R2. */
export const backup = sqliteTable("backup", {
  id: text("id").primaryKey(),
  status: text("status", { enum: ["running", "done", "failed"] }).notNull(),
  startedAt: integer("started_at").notNull(),
  finishedAt: integer("finished_at"),
  /** Prefix in R2. */
  prefix: text("prefix").notNull(),
  rows: integer("rows").notNull().default(0),
  bytes: integer("bytes").notNull().default(0),
  error: text("error"),
});
export type BackupRow = typeof backup.$inferSelect;
