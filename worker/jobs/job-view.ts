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
    lastRun: lastRunOf(row, running, lastRun),
  };
}

/** The last run that ended: as it was recorded, or, where it found nothing to do and was not, as its job's row tells. */
function lastRunOf(row: EtlJobRow, running: boolean, recorded: EtlRunRow | undefined): EtlRun | null {
  const { lastRunAt: startedAt, lastOkAt: finishedAt } = row;
  const isQuiet =
    !running &&
    row.lastStatus === "ok" &&
    startedAt !== null &&
    finishedAt !== null &&
    finishedAt >= startedAt &&
    startedAt > (recorded?.startedAt ?? 0);
  if (isQuiet) {
    const quiet = { trigger: "cron", status: "ok", rows: 0, error: null, detail: null } as const;
    return { startedAt, finishedAt, durationMs: finishedAt - startedAt, ...quiet };
  }
  return recorded === undefined ? null : runView(recorded);
}

export function runView({ jobId: _, ...run }: EtlRunRow): EtlRun {
  return { ...run, durationMs: run.finishedAt === null ? null : run.finishedAt - run.startedAt };
}
