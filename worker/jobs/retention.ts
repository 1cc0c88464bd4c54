import { ColdBars } from "../../platform/cold/cold-bars.ts";
import { collectGarbage } from "../../platform/cold/garbage.ts";
import { knownSymbols } from "../../platform/cold/known-symbols.ts";
import { pruneRecords } from "../../platform/cold/prune.ts";
import { retireBars } from "../../platform/cold/retire.ts";
import type { Job } from "./job.ts";

const BUDGET = 500_000;
/** Batches of replaced objects a run: 10,000, more than a day's late ticks of a hundred symbols leave behind. */
const GARBAGE_BATCHES = 20;
/** A replaced object stays this long, for readers that asked the index before... */
const GRACE_MS = 86_400_000;

/** ...and as long as there is a backup of an index that names it. */
async function garbageBefore(db: D1Database, now: number): Promise<number> {
  const oldest = await db
    .prepare("SELECT MIN(started_at) AS oldest FROM backup WHERE status = 'done'")
    .first<number | null>("oldest");
  return Math.min(now - GRACE_MS, oldest ?? now);
}

/** Batch after batch, until nothing is left of it: it must not grow faster than it goes. */
async function deleteGarbage(db: D1Database, cold: R2Bucket, before: number): Promise<number> {
  let deleted = 0;
  for (let batch = 0; batch < GARBAGE_BATCHES; batch += 1) {
    const some = await collectGarbage(db, cold, before);
    deleted += some;
    if (some === 0) break;
  }
  return deleted;
}

export const retention: Job = {
  id: "retention",
  description:
    "Takes bars out of D1 that are old and safe in R2, and deletes old records and replaced objects.",
  cron: "50 1 * * *",
  timeoutMs: 600_000,
  heavy: true,
  async run({ db, cold, config, now }) {
    const bars = new ColdBars(db, cold);
    const retired = await retireBars({ db, bars, config }, await knownSymbols(db), BUDGET);
    const records = await pruneRecords(db, now());
    const objects = await deleteGarbage(db, cold, await garbageBefore(db, now()));
    if (retired.failures.length > 0) throw new Error(retired.failures.join("; "));
    const waiting = retired.waiting > 0 ? `, ${retired.waiting} wait for their object` : "";
    const detail = `${retired.rows} bars, ${retired.features} features, ${records} records, ${objects} objects${waiting}`;
    return { rows: retired.rows + retired.features + records + objects, detail };
  },
};
