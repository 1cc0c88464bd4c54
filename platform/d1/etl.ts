import type { EtlJobRow, EtlRunRow } from "./schema/etl.ts";

/** What the registry knows of a job that has no row yet. */
export interface NewJob {
  readonly id: string;
  readonly cron: string;
  readonly nextAt: number;
}

export type EtlTrigger = EtlRunRow["trigger"];

/** A run that holds its job's lease. `owner` is of this run alone. */
export interface HeldLease {
  readonly jobId: string;
  readonly owner: string;
  readonly startedAt: number;
  readonly trigger: EtlTrigger;
}

/** How a run ended, and what follows for its job. */
export interface RunEnd {
  readonly status: "ok" | "failed";
  readonly finishedAt: number;
  readonly rows: number;
  readonly error: string | null;
  readonly detail: string | null;
  readonly failures: number;
  readonly nextAt: number;
  /** False for a run that is not worth a row of its own: its job's row tells all there is to tell. */
  readonly recorded: boolean;
}

const JOB = `
  id, cron, enabled, next_at AS nextAt, lease_owner AS leaseOwner, lease_until AS leaseUntil,
  last_status AS lastStatus, last_run_at AS lastRunAt, last_ok_at AS lastOkAt, failures`;
const RUN = `
  job_id AS jobId, started_at AS startedAt, "trigger", finished_at AS finishedAt, status, rows, error, detail`;
const RUN_COLUMNS = `(job_id, started_at, "trigger", finished_at, status, rows, error, detail)`;

type StoredJob = Omit<EtlJobRow, "enabled"> & { readonly enabled: number };

/** Every job that has a row. One statement; a few dozen rows. */
export async function readJobs(db: D1Database): Promise<EtlJobRow[]> {
  const { results } = await db.prepare(`SELECT ${JOB} FROM etl_job`).all<StoredJob>();
  return results.map(jobOfRow);
}

export async function readJob(db: D1Database, id: string): Promise<EtlJobRow | undefined> {
  const row = await db.prepare(`SELECT ${JOB} FROM etl_job WHERE id = ?1`).bind(id).first<StoredJob>();
  return row === null ? undefined : jobOfRow(row);
}

function jobOfRow(row: StoredJob): EtlJobRow {
  return { ...row, enabled: row.enabled === 1 };
}

/** Gives jobs that are new their row, enabled. One that has a row keeps it. */
export async function seedJobs(db: D1Database, jobs: readonly NewJob[]): Promise<void> {
  await db
    .prepare(
      `INSERT INTO etl_job (id, cron, enabled, next_at)
       SELECT value ->> 'id', value ->> 'cron', 1, value ->> 'nextAt' FROM json_each(?1) WHERE true
       ON CONFLICT DO NOTHING`,
    )
    .bind(JSON.stringify(jobs))
    .run();
}

/**
 * Takes the lease of a job, if it is free and the job stands as it was read: of two that try, one succeeds.
 * @param seen as read before; a run by hand does not insist on its `nextAt`.
 * @returns false when somebody else was first, or the job was changed.
 */
export async function takeLease(
  db: D1Database,
  lease: HeldLease,
  until: number,
  seen: Pick<EtlJobRow, "nextAt"> | undefined,
): Promise<boolean> {
  const due = seen === undefined ? "" : "AND enabled = 1 AND next_at = ?5";
  const values = [lease.jobId, lease.owner, until, lease.startedAt];
  const { meta } = await db
    .prepare(
      `UPDATE etl_job SET lease_owner = ?2, lease_until = ?3, last_run_at = ?4
       WHERE id = ?1 AND lease_owner IS NULL ${due}`,
    )
    .bind(...(seen === undefined ? values : [...values, seen.nextAt]))
    .run();
  return meta.changes === 1;
}

/** Holds a lease for longer. @returns false when it is not ours any more. */
export async function renewLease(db: D1Database, lease: HeldLease, until: number): Promise<boolean> {
  const { meta } = await db
    .prepare("UPDATE etl_job SET lease_until = ?3 WHERE id = ?1 AND lease_owner = ?2")
    .bind(lease.jobId, lease.owner, until)
    .run();
  return meta.changes === 1;
}

/**
 * Records how a run ended, where it is to be, and gives its lease back, in one batch. Does nothing when the lease is not this run's any
 * more: then it was recorded as abandoned, or this was written already and only the answer was lost.
 */
export async function endRun(db: D1Database, lease: HeldLease, end: RunEnd): Promise<void> {
  const record = db
    .prepare(
      `INSERT INTO etl_run ${RUN_COLUMNS}
       SELECT id, ?3, ?4, ?5, ?6, ?7, ?8, ?9 FROM etl_job WHERE id = ?1 AND lease_owner = ?2`,
    )
    .bind(
      lease.jobId,
      lease.owner,
      lease.startedAt,
      lease.trigger,
      end.finishedAt,
      end.status,
      end.rows,
      end.error,
      end.detail,
    );
  const release = db
    .prepare(
      `UPDATE etl_job SET lease_owner = NULL, lease_until = NULL, last_status = ?3, failures = ?4, next_at = ?5,
         last_ok_at = CASE WHEN ?3 = 'ok' THEN ?6 ELSE last_ok_at END
       WHERE id = ?1 AND lease_owner = ?2`,
    )
    .bind(lease.jobId, lease.owner, end.status, end.failures, end.nextAt, end.finishedAt);
  await db.batch(end.recorded ? [record, release] : [release]);
}

/**
 * Ends a run whose lease is over: whoever ran it did not come back. It counts as a failure.
 * @param row as read, with the lease.
 */
export async function abandonRun(
  db: D1Database,
  row: EtlJobRow,
  at: { readonly now: number; readonly nextAt: number; readonly trigger: EtlTrigger },
): Promise<void> {
  const held = "id = ?1 AND lease_owner = ?2 AND lease_until <= ?3";
  await db.batch([
    db
      .prepare(
        `INSERT INTO etl_run ${RUN_COLUMNS}
         SELECT id, last_run_at, ?4, NULL, 'abandoned', 0, 'its lease ended before it did', NULL
         FROM etl_job WHERE ${held}`,
      )
      .bind(row.id, row.leaseOwner, at.now, at.trigger),
    db
      .prepare(
        `UPDATE etl_job SET lease_owner = NULL, lease_until = NULL, last_status = 'failed', failures = ?4, next_at = ?5
         WHERE ${held}`,
      )
      .bind(row.id, row.leaseOwner, at.now, row.failures + 1, at.nextAt),
  ]);
}

/** Switches a job on or off. Switched on, it next runs at `nextAt`. @returns false where there is no such row. */
export async function enableJob(
  db: D1Database,
  id: string,
  enabled: boolean,
  nextAt: number,
): Promise<boolean> {
  // One that is as it should be keeps its next time, and costs nothing.
  await db
    .prepare("UPDATE etl_job SET enabled = ?2, next_at = ?3 WHERE id = ?1 AND enabled <> ?2")
    .bind(id, Number(enabled), nextAt)
    .run();
  return (await readJob(db, id)) !== undefined;
}

/** Gives every job the schedule of the registry, and switches it on. @returns how many were not so. */
export async function setupJobs(db: D1Database, jobs: readonly NewJob[]): Promise<number> {
  const { meta } = await db
    .prepare(
      `INSERT INTO etl_job (id, cron, enabled, next_at)
       SELECT value ->> 'id', value ->> 'cron', 1, value ->> 'nextAt' FROM json_each(?1) WHERE true
       ON CONFLICT DO UPDATE SET cron = excluded.cron, enabled = 1, next_at = excluded.next_at
       WHERE etl_job.cron <> excluded.cron OR etl_job.enabled = 0`,
    )
    .bind(JSON.stringify(jobs))
    .run();
  return meta.changes;
}

/** The last `limit` runs of a job, newest first. */
export async function readRuns(db: D1Database, jobId: string, limit: number): Promise<EtlRunRow[]> {
  const { results } = await db
    .prepare(`SELECT ${RUN} FROM etl_run WHERE job_id = ?1 ORDER BY started_at DESC LIMIT ?2`)
    .bind(jobId, limit)
    .all<EtlRunRow>();
  return results;
}

/** The last run of each of the jobs. One look-up a job, by the key. */
export async function readLastRuns(db: D1Database, jobIds: readonly string[]): Promise<EtlRunRow[]> {
  const { results } = await db
    .prepare(
      `SELECT ${RUN} FROM json_each(?1) AS wanted, etl_run
       WHERE job_id = wanted.value
         AND started_at = (SELECT max(started_at) FROM etl_run AS newest WHERE newest.job_id = wanted.value)`,
    )
    .bind(JSON.stringify(jobIds))
    .all<EtlRunRow>();
  return results;
}

export interface RunCount {
  readonly status: EtlRunRow["status"];
  readonly runs: number;
  readonly rows: number;
}

/** Runs since a time, by how they ended. */
export async function countRuns(
  db: D1Database,
  jobIds: readonly string[],
  since: number,
): Promise<RunCount[]> {
  const { results } = await db
    .prepare(
      `SELECT status, count(*) AS runs, sum(rows) AS rows FROM etl_run
       WHERE job_id IN (SELECT value FROM json_each(?1)) AND started_at >= ?2 GROUP BY status`,
    )
    .bind(JSON.stringify(jobIds), since)
    .all<RunCount>();
  return results;
}
