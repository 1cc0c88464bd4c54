import { parseVariables } from "../../platform/config.ts";
import type { Job, JobPorts } from "../../worker/jobs/job.ts";
import type { Runner } from "../../worker/jobs/run-job.ts";
import { openMemoryBucket } from "./memory-bucket.ts";
import { openNodeD1 } from "./node-d1.ts";

/** A place to run jobs in: SQLite, a bucket in memory, a clock that is set, and no hubs unless given. */
export function openJobWorld(startsAt: number, more: Partial<JobPorts> = {}) {
  const d1 = openNodeD1();
  const bucket = openMemoryBucket();
  let time = startsAt;
  let owners = 0;
  const absent = (what: string) => () => {
    throw new Error(`there is no ${what} here`);
  };
  const ports: JobPorts = {
    db: d1.db,
    cold: bucket.bucket,
    config: parseVariables({}),
    now: () => time,
    symbols: async () => [],
    hub: absent("hub"),
    exchange: absent("exchange"),
    history: { page: absent("history"), read: absent("history") },
    ...more,
  };
  /** A runner as an isolate of its own has it. */
  const runner = (): Runner => ({
    ports,
    random: () => 0.5,
    newOwner: () => {
      owners += 1;
      return `owner-${owners}`;
    },
  });
  return {
    d1,
    bucket,
    ports,
    runner,
    at: (next: number) => {
      time = next;
    },
    rows: (sql: string) => d1.sqlite.prepare(sql).all() as Record<string, unknown>[],
  };
}

/** A job whose run is the given one. */
export function jobLike(id: string, cron: string, run: Job["run"], timeoutMs = 60_000): Job {
  return { id, cron, description: `the job ${id}`, timeoutMs, run };
}
