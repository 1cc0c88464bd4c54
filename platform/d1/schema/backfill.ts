import { index, integer, primaryKey, sqliteTable, text } from "drizzle-orm/sqlite-core";

/** A stretch of a series that is being fetched. The cursor is the progress: whoever has the lease goes on from it. */
export const backfill = sqliteTable(
  "backfill",
  {
    id: text("id").primaryKey(),
    symbol: text("symbol").notNull(),
    timeframe: text("timeframe").notNull(),
    /** Open times, inclusive. */
    fromOpen: integer("from_open").notNull(),
    toOpen: integer("to_open").notNull(),
    /** All before it is stored. */
    cursor: integer("cursor").notNull(),
    status: text("status", { enum: ["pending", "fetching", "verifying", "done", "failed"] }).notNull(),
    source: text("source", { enum: ["rest", "archive"] }).notNull(),
    rows: integer("rows").notNull().default(0),
    requests: integer("requests").notNull().default(0),
    leaseOwner: text("lease_owner"),
    leaseUntil: integer("lease_until"),
    failures: integer("failures").notNull().default(0),
    error: text("error"),
    /** JSON: what verification found. */
    report: text("report"),
    initId: text("init_id"),
    createdAt: integer("created_at").notNull(),
    updatedAt: integer("updated_at").notNull(),
  },
  (table) => [index("backfill_by_status").on(table.status, table.createdAt)],
);
export type BackfillRow = typeof backfill.$inferSelect;

/** An initialisation: its wishes, and which Workflow instance drives it. */
export const initRun = sqliteTable("init_run", {
  id: text("id").primaryKey(),
  /** JSON of the wishes; the same wishes find their unfinished run again. */
  wishes: text("wishes").notNull(),
  status: text("status", { enum: ["running", "done", "failed"] }).notNull(),
  instance: text("instance").notNull(),
  /** Renewed while it is driven: one that is not any more is taken over. */
  aliveAt: integer("alive_at").notNull(),
  createdAt: integer("created_at").notNull(),
  finishedAt: integer("finished_at"),
  error: text("error"),
});
export type InitRunRow = typeof initRun.$inferSelect;

/** The tasks of an initialisation, in order. WITHOUT ROWID. */
export const initTask = sqliteTable(
  "init_task",
  {
    initId: text("init_id").notNull(),
    position: integer("position").notNull(),
    name: text("name").notNull(),
    status: text("status", { enum: ["pending", "running", "done", "failed", "skipped"] }).notNull(),
    done: integer("done").notNull().default(0),
    total: integer("total"),
    /** What has changed: 0 when all was there already. */
    changed: integer("changed").notNull().default(0),
    detail: text("detail"),
    /** Failures in a row; the wait before the next try grows with them. */
    failures: integer("failures").notNull().default(0),
    startedAt: integer("started_at"),
    finishedAt: integer("finished_at"),
  },
  (table) => [primaryKey({ columns: [table.initId, table.position] })],
);
export type InitTaskRow = typeof initTask.$inferSelect;
