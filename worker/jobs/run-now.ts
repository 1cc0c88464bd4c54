import { WickError } from "../../contract/errors.ts";
import type { Job } from "./job.ts";
import { jobRows } from "./run-due.ts";
import { abandon, beginRun, finishRun, type Runner } from "./run-job.ts";

/**
 * Begins a run by hand, also of a job that is switched off.
 * @returns when it began, and its end, which does not reject.
 * @throws WickError job_running
 */
export async function runNow(
  job: Job,
  runner: Runner,
): Promise<{ readonly startedAt: number; readonly ended: Promise<"ok" | "failed"> }> {
  const row = await freeRow(job, runner);
  const lease = row && (await beginRun(job, row, "manual", runner, false));
  if (row === undefined || lease === undefined) {
    throw new WickError("job_running", `The job ${job.id} is running.`);
  }
  return { startedAt: lease.startedAt, ended: finishRun(job, row, lease, runner) };
}

/** The job's row with its lease free, or undefined while somebody holds it. */
async function freeRow(job: Job, runner: Runner) {
  const read = async () => (await jobRows([job], runner.ports)).get(job.id);
  const row = await read();
  if (row?.leaseOwner == null) return row;
  if ((row.leaseUntil ?? 0) > runner.ports.now()) return undefined;
  await abandon(row, runner);
  const free = await read();
  return free?.leaseOwner == null ? free : undefined;
}
