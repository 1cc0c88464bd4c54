import { ColdBars } from "../../platform/cold/cold-bars.ts";
import { compactBars } from "../../platform/cold/compact.ts";
import { knownSymbols } from "../../platform/cold/known-symbols.ts";
import type { Job } from "./job.ts";

/** Bars a run: a dozen months of 1m, about ten seconds of work. */
const BUDGET = 500_000;

export const compaction: Job = {
  id: "compaction",
  description: "Writes closed months of bars, and what is about to leave D1, as Parquet objects to R2.",
  cron: "20 1 * * *",
  timeoutMs: 600_000,
  heavy: true,
  async run({ db, cold, config, now }) {
    const ports = { db, bars: new ColdBars(db, cold), config, now };
    const report = await compactBars(ports, await knownSymbols(db), BUDGET);
    if (report.failures.length > 0) throw new Error(report.failures.join("; "));
    const more = report.complete ? "" : ", more to do";
    return { rows: report.rows, detail: `${report.objects} objects${more}` };
  },
};
