import type { EtlStatus } from "../../contract/rest/etl.ts";
import { countRuns, readLastRuns } from "../../platform/d1/etl.ts";
import { isDegraded, standingOf } from "../health/jobs.ts";
import type { Job, JobPorts } from "./job.ts";
import { jobRows } from "./run-due.ts";

const HOUR_MS = 3_600_000;

/** How the jobs stand in all. */
export async function etlStatus(jobs: readonly Job[], ports: JobPorts): Promise<EtlStatus> {
  const now = ports.now();
  const ids = jobs.map(({ id }) => id);
  const rows = await jobRows(jobs, ports);
  const standing = standingOf(jobs, rows, now);
  const { running, failing, late } = standing;
  const [lastRuns, counts] = await Promise.all([
    readLastRuns(
      ports.db,
      failing.map(({ id }) => id),
    ),
    countRuns(ports.db, ids, now - HOUR_MS),
  ]);
  const countOf = (status: string) => counts.find((count) => count.status === status)?.runs ?? 0;
  return {
    status: isDegraded(standing) ? "degraded" : "ok",
    time: now,
    counts: {
      total: jobs.length,
      enabled: ids.filter((id) => rows.get(id)?.enabled).length,
      running: running.length,
      failing: failing.length,
      late: late.length,
    },
    failing: failing.map(({ id, failures, lastOkAt, nextAt }) => ({
      id,
      failures,
      error: lastRuns.find(({ jobId }) => jobId === id)?.error ?? null,
      lastOkAt,
      nextAt,
    })),
    oldestLag: late[0] ?? null,
    lastHour: {
      ok: countOf("ok"),
      failed: countOf("failed"),
      abandoned: countOf("abandoned"),
      rows: counts.reduce((sum, count) => sum + count.rows, 0),
    },
  };
}
