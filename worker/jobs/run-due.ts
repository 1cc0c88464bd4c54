import { readJobs, seedJobs } from "../../platform/d1/etl.ts";
import type { EtlJobRow } from "../../platform/d1/schema/etl.ts";
import { withDeadline } from "../../platform/deadline.ts";
import { errorText, log } from "../../platform/telemetry/log.ts";
import type { Job, JobPorts } from "./job.ts";
import { abandon, beginRun, finishRun, type Runner } from "./run-job.ts";
import { isRegular, nextRegular } from "./schedule.ts";

/** Jobs of one invocation that run at the same time. */
const CONCURRENT = 4;
/** After this an invocation begins no more jobs: what is left is due for the next one. */
const BEGIN_WITHIN_MS = 45_000;
/** The scheduler's clock and ours need not agree to the millisecond. */
const EARLY_MS = 1_000;
const READ_MS = 5_000;

export interface DueReport {
  readonly ok: number;
  readonly failed: number;
  /** Due, but left: another invocation took them, or there was no time left to begin them. */
  readonly left: number;
}

/**
 * Runs every job that is due, the longest overdue first, a few at a time. One that fails costs its own run only.
 * Writes nothing for jobs that are not due. Two invocations at the same time run each job once.
 * @throws Error when the jobs cannot be read from D1.
 */
export async function runDueJobs(jobs: readonly Job[], runner: Runner): Promise<DueReport> {
  const { now } = runner.ports;
  const beganAt = now();
  const rows = await withDeadline(jobRows(jobs, runner.ports), READ_MS, "D1");
  const due = jobs
    .flatMap((job) => {
      const row = rows.get(job.id);
      return row !== undefined && isDue(row, beganAt) ? [{ job, row }] : [];
    })
    .sort((one, other) => one.row.nextAt - other.row.nextAt);

  const counts = { ok: 0, failed: 0, left: 0 };
  // Also one of another invocation: it may be in the same isolate.
  let isHeavyRunning = jobs.some((job) => job.heavy && isHeld(rows.get(job.id), beganAt));
  const runNext = async (): Promise<void> => {
    for (;;) {
      const place = due.findIndex(({ job }) => !(job.heavy && isHeavyRunning));
      const [next] = place < 0 ? [] : due.splice(place, 1);
      if (next === undefined) return;
      if (next.job.heavy) isHeavyRunning = true;
      const inTime = now() - beganAt < BEGIN_WITHIN_MS;
      counts[inTime ? await runOne(next.job, next.row, runner) : "left"] += 1;
      if (next.job.heavy) isHeavyRunning = false;
    }
  };
  await Promise.all(Array.from({ length: CONCURRENT }, runNext));
  counts.left += due.length;
  return counts;
}

/** The rows of all jobs; those that are new get one, and run at their next regular time. */
export async function jobRows(
  jobs: readonly Job[],
  ports: Pick<JobPorts, "db" | "now">,
): Promise<ReadonlyMap<string, EtlJobRow>> {
  const rows = new Map((await readJobs(ports.db)).map((row) => [row.id, row]));
  const missing = jobs.filter((job) => !rows.has(job.id));
  if (missing.length === 0) return rows;
  await seedJobs(ports.db, newJobs(missing, ports.now()));
  return new Map((await readJobs(ports.db)).map((row) => [row.id, row]));
}

/** Jobs as a new row has them. @param now epoch ms. */
export function newJobs(jobs: readonly Job[], now: number) {
  return jobs.map(({ id, cron }) => ({ id, cron, nextAt: nextRegular(cron, now) }));
}

function isHeld(row: EtlJobRow | undefined, now: number): boolean {
  return row !== undefined && row.leaseOwner !== null && (row.leaseUntil ?? 0) > now;
}

/** A job whose lease is over is looked at even when it is switched off: its run is still to be written down. */
function isDue(row: EtlJobRow, now: number): boolean {
  if (row.leaseOwner !== null) return (row.leaseUntil ?? 0) <= now;
  return row.enabled && row.nextAt <= now + EARLY_MS;
}

async function runOne(job: Job, row: EtlJobRow, runner: Runner): Promise<keyof DueReport> {
  try {
    if (row.leaseOwner !== null) {
      await abandon(row, runner);
      return "failed";
    }
    const trigger = row.failures > 0 && !isRegular(row.cron, row.nextAt) ? "retry" : "cron";
    const lease = await beginRun(job, row, trigger, runner, true);
    return lease === undefined ? "left" : await finishRun(job, row, lease, runner);
  } catch (error) {
    log({ event: "job_failed", job: job.id, action: "begin", error: errorText(error) });
    return "left";
  }
}
