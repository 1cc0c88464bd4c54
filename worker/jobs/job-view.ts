import type { EtlJob, EtlRun } from "../../contract/rest/etl.ts";
import type { EtlJobRow, EtlRunRow } from "../../platform/d1/schema/etl.ts";
import type { Job } from "./job.ts";

/** A job as REST tells it. @param lastRun the last that ended. @param now epoch ms. */
export function jobView(job: Job, row: EtlJobRow, lastRun: EtlRunRow | undefined, now: number): EtlJob {
  const running = row.leaseOwner !== null && (row.leaseUntil ?? 0) > now;
  return {
    id: job.id,
    description: job.description,
    cron: row.cron,
    defaultCron: job.cron,
    timeoutMs: job.timeoutMs,
    enabled: row.enabled,
    state: running ? "running" : !row.enabled ? "disabled" : row.failures > 0 ? "retrying" : "idle",
    nextAt: row.enabled ? row.nextAt : null,
    runningSince: running ? row.lastRunAt : null,
    lastStatus: row.lastStatus,
    lastOkAt: row.lastOkAt,
    failures: row.failures,
    lastRun: lastRun === undefined ? null : runView(lastRun),
  };
}

export function runView({ jobId: _, ...run }: EtlRunRow): EtlRun {
  return { ...run, durationMs: run.finishedAt === null ? null : run.finishedAt - run.startedAt };
}
