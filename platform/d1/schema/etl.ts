import { integer, primaryKey, sqliteTable, text } from "drizzle-orm/sqlite-core";

/** A job as it stands: what the registry cannot know. Times are ms on the machine's clock. WITHOUT ROWID. */
export const etlJob = sqliteTable("etl_job", {
  id: text("id").primaryKey(),
  /** Cron expression in UTC; the registry's default unless changed. */
  cron: text("cron").notNull(),
  enabled: integer("enabled", { mode: "boolean" }).notNull(),
  nextAt: integer("next_at").notNull(),
  /** Who runs it now, `cron:…`, `retry:…` or `manual:…`, and until when that is believed. */
  leaseOwner: text("lease_owner"),
  leaseUntil: integer("lease_until"),
  lastStatus: text("last_status", { enum: ["ok", "failed"] }),
  lastRunAt: integer("last_run_at"),
  lastOkAt: integer("last_ok_at"),
  /** Failures in a row; the wait before the next try grows with them. */
  failures: integer("failures").notNull().default(0),
});
export type EtlJobRow = typeof etlJob.$inferSelect;

/**
 * Runs of jobs that are over, kept for a month. WITHOUT ROWID. A run costs three rows: the lease at its start, and at
 * its end the job and this row. That it runs, the lease tells; that it was killed, the lease that ran out.
 */
export const etlRun = sqliteTable(
  "etl_run",
  {
    jobId: text("job_id").notNull(),
    startedAt: integer("started_at").notNull(),
    trigger: text("trigger", { enum: ["cron", "retry", "manual"] }).notNull(),
    finishedAt: integer("finished_at"),
    status: text("status", { enum: ["ok", "failed", "abandoned"] }).notNull(),
    /** What the job counts as its rows: written, checked, moved. */
    rows: integer("rows").notNull().default(0),
    error: text("error"),
    /** One line for a person. */
    detail: text("detail"),
  },
  (table) => [primaryKey({ columns: [table.jobId, table.startedAt] })],
);
export type EtlRunRow = typeof etlRun.$inferSelect;
