import type { EtlJobRow } from "../../platform/d1/schema/etl.ts";
import type { Job, JobPorts } from "../jobs/job.ts";
import { jobRows } from "../jobs/run-due.ts";
import type { Look } from "./component.ts";

/** A job that is due for longer than this is late: the cron comes each minute. */
const LATE_MS = 180_000;
const KEEPS_FAILING = 3;

export interface JobStanding {
  readonly running: readonly string[];
  readonly failing: readonly EtlJobRow[];
  /** Due for minutes, and not begun; the latest first. */
  readonly late: readonly { readonly id: string; readonly lagMs: number }[];
}

/** How the jobs stand. A job that is switched off neither fails nor is late. */
export function standingOf(
  jobs: readonly Job[],
  rows: ReadonlyMap<string, EtlJobRow>,
  now: number,
): JobStanding {
  const known = jobs.flatMap(({ id }) => rows.get(id) ?? []);
  const enabled = known.filter((row) => row.enabled);
  const isRunning = (row: EtlJobRow) => row.leaseOwner !== null && (row.leaseUntil ?? 0) > now;
  return {
    running: known.filter(isRunning).map(({ id }) => id),
    failing: enabled.filter(({ failures }) => failures > 0),
    late: enabled
      .filter((row) => !isRunning(row) && now - row.nextAt > LATE_MS)
      .map(({ id, nextAt }) => ({ id, lagMs: now - nextAt }))
      .sort((one, other) => other.lagMs - one.lagMs),
  };
}

/** A job may fail once or twice, as when a source is away; one that keeps failing, or is late, is a trouble. */
export function isDegraded({ failing, late }: JobStanding): boolean {
  return late.length > 0 || failing.some(({ failures }) => failures >= KEEPS_FAILING);
}

export async function lookAtJobs(ports: JobPorts, jobs: readonly Job[]): Promise<Look> {
  const standing = standingOf(jobs, await jobRows(jobs, ports), ports.now());
  const troubles = [
    ...standing.failing.map(({ id, failures }) => `${id} failed ${failures} times`),
    ...standing.late.map(({ id }) => `${id} is late`),
  ];
  const detail = troubles.length === 0 ? "all are well" : troubles.join(", ");
  return { ok: !isDegraded(standing), detail };
}
