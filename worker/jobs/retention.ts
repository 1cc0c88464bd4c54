import { ColdBars } from "../../platform/cold/cold-bars.ts";
import { collectGarbage } from "../../platform/cold/garbage.ts";
import { knownSymbols } from "../../platform/cold/known-symbols.ts";
import { pruneRecords } from "../../platform/cold/prune.ts";
import { retireBars } from "../../platform/cold/retire.ts";
import type { Job } from "./job.ts";

const BUDGET = 500_000;
/** A replaced object stays this long, for readers that asked the index before. */
const GRACE_MS = 86_400_000;

export const retention: Job = {
  id: "retention",
  description:
    "Takes bars out of D1 that are old and safe in R2, and deletes old records and replaced objects.",
  cron: "50 1 * * *",
  timeoutMs: 600_000,
  async run({ db, cold, config, now }) {
    const bars = new ColdBars(db, cold);
    const retired = await retireBars({ db, bars, config }, await knownSymbols(db), BUDGET);
    const records = await pruneRecords(db, now());
    const objects = await collectGarbage(db, cold, now() - GRACE_MS);
    if (retired.failures.length > 0) throw new Error(retired.failures.join("; "));
    const waiting = retired.waiting > 0 ? `, ${retired.waiting} wait for their object` : "";
    const detail = `${retired.rows} bars, ${retired.features} features, ${records} records, ${objects} objects${waiting}`;
    return { rows: retired.rows + retired.features + records + objects, detail };
  },
};
