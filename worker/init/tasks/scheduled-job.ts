import { WickError } from "../../../contract/errors.ts";
import { listCacheEntries } from "../../../platform/d1/cache-entries.ts";
import { readJob, readRuns } from "../../../platform/d1/etl.ts";
import type { Job } from "../../jobs/job.ts";
import { runNow } from "../../jobs/run-now.ts";
import type { InitPorts, InitTask, StepContext, TaskStep } from "../task.ts";

/** What succeeded within this time is kept up by the schedule, and need not be run for an initialisation. */
const GOOD_FOR_MS = 24 * 3_600_000;
const LOOK_MS = 1_000;
/** How often a job that has nothing to keep yet is run again: hubs that were just started have no prices. */
const TRIES = 15;

/**
 * Runs a scheduled job now, unless it has succeeded within a day: details known, caches warm.
 * @param leaves how the keys begin of what it leaves in the cache: without any, it is not done.
 */
export function scheduledJobTask({ runner }: InitPorts, name: string, job: Job, leaves?: string): InitTask {
  const { db, now } = runner.ports;
  let tries = 0;

  async function pending(): Promise<boolean> {
    const row = await readJob(db, job.id);
    return row?.lastOkAt == null || now() - row.lastOkAt >= GOOD_FOR_MS || (await isEmpty());
  }

  async function isEmpty(): Promise<boolean> {
    if (leaves === undefined) return false;
    return !(await listCacheEntries(db)).some(({ key }) => key.startsWith(leaves));
  }

  async function step({ before, owner }: StepContext): Promise<TaskStep> {
    const { changed } = before;
    if (!(await pending())) return { state: "done", done: 1, total: 1, changed };
    try {
      await dropLease(db, job.id, owner);
      const own = { ...runner, newOwner: () => `${owner}:${runner.newOwner()}` };
      const { startedAt, ended } = await runNow(job, own);
      await ended;
      const run = (await readRuns(db, job.id, 5)).find((one) => one.startedAt === startedAt);
      if (run?.status !== "ok") throw new Error(run?.error ?? "its end was not recorded");
      const detail = run.detail ?? undefined;
      tries += 1;
      if (tries < TRIES && (await isEmpty())) {
        return { state: "wait", ms: LOOK_MS, detail: detail ?? "nothing yet", done: 0, total: 1, changed };
      }
      return { state: "done", done: 1, total: 1, changed: changed + run.rows, detail };
    } catch (error) {
      if (!(error instanceof WickError && error.code === "job_running")) throw error;
      return { state: "wait", ms: LOOK_MS, detail: "it is running already", done: 0, total: 1, changed };
    }
  }

  return { name, pending, step };
}

/**
 * Ends the lease of a run that an earlier driver of this initialisation began: there is one driver at a time, and it
 * does one step at a time, so that one is dead. Without this its lease would be waited for, minutes long.
 */
async function dropLease(db: D1Database, jobId: string, owner: string): Promise<void> {
  const prefix = `manual:${owner}:`;
  await db
    .prepare(
      `UPDATE etl_job SET lease_until = 0
       WHERE id = ?1 AND lease_until > 0 AND substr(lease_owner, 1, length(?2)) = ?2`,
    )
    .bind(jobId, prefix)
    .run();
}
