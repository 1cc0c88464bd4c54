import { auditedParts, auditSeries, unjoinedFrom } from "../../platform/backfill/audit.ts";
import { planBackfill } from "../../platform/backfill/plan.ts";
import { allSeries } from "../../platform/backfill/series.ts";
import { FeedError } from "../../platform/feeds/feed.ts";
import type { Job } from "./job.ts";

const HOUR_MS = 3_600_000;
/** Every series is looked at in as many parts: all of it within a day. */
const PARTS = 24;
/** Pages a series and run: what is left is found again. */
const PAGES = 20;

/** Finds holes in what is known to be whole, and repairs them. */
export const gapAudit: Job = {
  id: "gap-audit",
  description: "Looks for holes in stored bars and asks the exchange for them; what it lacks is an outage",
  cron: "23 * * * *",
  timeoutMs: 300_000,
  async run(ports) {
    const followed = new Set(
      (await ports.symbols()).filter(({ feed }) => feed === "binance").map(({ symbol }) => symbol),
    );
    const part = Math.floor(ports.now() / HOUR_MS) % PARTS;
    const failures: string[] = [];
    let [stored, outages] = [0, 0];
    for (const series of await allSeries(ports.db)) {
      if (!followed.has(series.symbol)) continue;
      try {
        const got = await auditSeries(ports, series, auditedParts(series, part, PARTS), PAGES);
        stored += got.stored;
        outages += got.outages;
      } catch (error) {
        if (!(error instanceof FeedError)) throw error;
        failures.push(`${series.symbol} ${series.timeframe}: ${error.failure}: ${error.message}`);
      }
    }
    for (const { symbol, timeframe, from } of await unjoinedFrom(ports.db)) {
      if (timeframe === "1s" || !followed.has(symbol)) continue;
      await planBackfill(ports, { symbol, timeframe, from });
    }
    if (failures.length > 0) throw new Error(failures.join("; "));
    if (stored === 0 && outages === 0) return { rows: 0 };
    return { rows: stored, detail: `${stored} missing bars fetched, ${outages} outages found` };
  },
};
