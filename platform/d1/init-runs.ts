import type { InitRunRow, InitTaskRow } from "./schema/backfill.ts";

/** A run whose driver has not been heard of for this long has none any more. */
export const STALE_MS = 10_000;

const RUN = `id, wishes, status, instance, alive_at AS aliveAt, created_at AS createdAt, finished_at AS finishedAt, error`;
const TASK = `init_id AS initId, position, name, status, done, total, changed, detail, failures,
  started_at AS startedAt, finished_at AS finishedAt`;

export async function readInitRun(db: D1Database, id: string): Promise<InitRunRow | undefined> {
  return (
    (await db.prepare(`SELECT ${RUN} FROM init_run WHERE id = ?1`).bind(id).first<InitRunRow>()) ?? undefined
  );
}

/** The newest runs, newest first. Runs are few, and forgotten after a while: no index is worth its writes. */
export async function newestInitRuns(db: D1Database, limit: number): Promise<InitRunRow[]> {
  const { results } = await db
    .prepare(`SELECT ${RUN} FROM init_run ORDER BY created_at DESC LIMIT ?1`)
    .bind(limit)
    .all<InitRunRow>();
  return results;
}

/** The run of these wishes that is not finished, if there is one. */
export async function unfinishedInitRun(db: D1Database, wishes: string): Promise<InitRunRow | undefined> {
  const row = await db
    .prepare(
      `SELECT ${RUN} FROM init_run WHERE status = 'running' AND wishes = ?1 ORDER BY created_at LIMIT 1`,
    )
    .bind(wishes)
    .first<InitRunRow>();
  return row ?? undefined;
}

/** The tasks of a run, in order. */
export async function readInitTasks(db: D1Database, id: string): Promise<InitTaskRow[]> {
  const { results } = await db
    .prepare(`SELECT ${TASK} FROM init_task WHERE init_id = ?1 ORDER BY position`)
    .bind(id)
    .all<InitTaskRow>();
  return results;
}

/**
 * Writes a new run with its tasks, unless its wishes have an unfinished one: of two that ask at once, one makes it.
 * @returns false when there is one.
 */
export async function insertInitRun(
  db: D1Database,
  run: { readonly id: string; readonly wishes: string; readonly instance: string },
  tasks: readonly string[],
  now: number,
): Promise<boolean> {
  const [inserted] = await db.batch([
    db
      .prepare(
        `INSERT INTO init_run (id, wishes, status, instance, alive_at, created_at)
         SELECT ?1, ?2, 'running', ?3, ?4, ?4
         WHERE NOT EXISTS (SELECT 1 FROM init_run WHERE status = 'running' AND wishes = ?2)`,
      )
      .bind(run.id, run.wishes, run.instance, now),
    db
      .prepare(
        `INSERT INTO init_task (init_id, position, name, status)
         SELECT ?1, key, value, 'pending' FROM json_each(?2)
         WHERE EXISTS (SELECT 1 FROM init_run WHERE id = ?1)`,
      )
      .bind(run.id, JSON.stringify(tasks)),
  ]);
  return (inserted?.meta.changes ?? 0) > 0;
}

/** Gives a run whose driver is gone to another. @returns false when somebody else was first, or it is alive. */
export async function takeOverInitRun(
  db: D1Database,
  run: InitRunRow,
  instance: string,
  now: number,
): Promise<boolean> {
  const { meta } = await db
    .prepare(
      `UPDATE init_run SET instance = ?3, alive_at = ?4
       WHERE id = ?1 AND instance = ?2 AND status = 'running' AND alive_at <= ?5`,
    )
    .bind(run.id, run.instance, instance, now, now - STALE_MS)
    .run();
  return meta.changes === 1;
}

/** Who drives a run: every write of a driver insists on it. */
export interface InitDriver {
  readonly id: string;
  readonly instance: string;
}

/**
 * Says that a run is being driven, or will be again at `aliveAt`.
 * @returns false when it is not this driver's any more.
 */
export async function renewInitRun(db: D1Database, driver: InitDriver, aliveAt: number): Promise<boolean> {
  const { meta } = await db
    .prepare("UPDATE init_run SET alive_at = ?3 WHERE id = ?1 AND instance = ?2 AND status = 'running'")
    .bind(driver.id, driver.instance, aliveAt)
    .run();
  return meta.changes === 1;
}

/** Writes how a task stands. @returns false when the run is not this driver's any more. */
export async function writeInitTask(db: D1Database, driver: InitDriver, task: InitTaskRow): Promise<boolean> {
  const { meta } = await db
    .prepare(
      `UPDATE init_task SET status = ?4, done = ?5, total = ?6, changed = ?7, detail = ?8, failures = ?9,
         started_at = ?10, finished_at = ?11
       WHERE init_id = ?1 AND position = ?2
         AND EXISTS (SELECT 1 FROM init_run WHERE id = ?1 AND instance = ?3 AND status = 'running')`,
    )
    .bind(
      driver.id,
      task.position,
      driver.instance,
      task.status,
      task.done,
      task.total,
      task.changed,
      task.detail,
      task.failures,
      task.startedAt,
      task.finishedAt,
    )
    .run();
  return meta.changes === 1;
}

/** Ends a run. Writes nothing when it has ended, or is not this driver's any more. */
export async function finishInitRun(
  db: D1Database,
  driver: InitDriver,
  end: { readonly status: "done" | "failed"; readonly error: string | null; readonly now: number },
): Promise<void> {
  await db
    .prepare(
      `UPDATE init_run SET status = ?3, error = ?4, finished_at = ?5, alive_at = ?5
       WHERE id = ?1 AND instance = ?2 AND status = 'running'`,
    )
    .bind(driver.id, driver.instance, end.status, end.error, end.now)
    .run();
}

/** Names the next driver of a run. @returns false when the run is not this driver's any more. */
export async function handOverInitRun(db: D1Database, driver: InitDriver, to: string): Promise<boolean> {
  const { meta } = await db
    .prepare("UPDATE init_run SET instance = ?3 WHERE id = ?1 AND instance = ?2 AND status = 'running'")
    .bind(driver.id, driver.instance, to)
    .run();
  return meta.changes === 1;
}
