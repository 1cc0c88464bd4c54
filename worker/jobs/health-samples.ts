import { insertSamples } from "../../platform/d1/health-samples.ts";
import { examineAll } from "../health/components.ts";
import { storedObjects } from "../health/stores.ts";
import type { Job } from "./job.ts";

const SAMPLE_MS = 300_000;
const HOUR_MS = 3_600_000;

/**
 * Writes down how every component is, for `/health/trends`.
 * @param jobs all jobs, this one included: they are a component too.
 */
export const healthSamples = (jobs: () => readonly Job[]): Job => ({
  id: "health-samples",
  description: "Samples the health of every component",
  cron: "*/5 * * * *",
  timeoutMs: 30_000,
  async run(ports) {
    // The time is that of the five minutes: a run that is repeated within them adds nothing.
    const time = Math.floor(ports.now() / SAMPLE_MS) * SAMPLE_MS;
    const hourly = time % HOUR_MS === 0;
    const seen = await examineAll({ ports, jobs: jobs() });
    const stored = hourly ? await storedObjects(ports) : undefined;
    const samples = seen.map((sample) => ({
      ...sample,
      time,
      // What is in R2 is summed from an index that grows for years: each hour is enough.
      bytes: sample.component === "r2" && stored ? stored.bytes + stored.backupBytes : sample.bytes,
      // A row is the same price with or without its words, but only trouble is worth reading again.
      detail: sample.ok ? null : sample.detail,
    }));
    const rows = await insertSamples(ports.db, samples);
    const troubled = seen.filter(({ ok }) => !ok).map(({ component }) => component);
    const detail = troubled.length === 0 ? "all are well" : `not well: ${troubled.join(", ")}`;
    return { rows, detail };
  },
});
