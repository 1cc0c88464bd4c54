import { auditSeries } from "../../platform/backfill/audit.ts";
import { readSeries } from "../../platform/backfill/series.ts";
import type { Job } from "./job.ts";
import { extend, reportOf } from "./klines.ts";

const DAYS_MS = 14 * 86_400_000;
const PAGES = 5;

/** The 12h bars of the last two weeks, once more: what slow models and charts stand on. */
export const missingKlines12h: Job = {
  id: "missing-klines-12h",
  description: "Fetches the 12h bars of the last 14 days that are missing in store",
  cron: "36 */6 * * *",
  timeoutMs: 60_000,
  async run(ports) {
    const extended = await extend(ports, "12h");
    let [stored, outages] = [extended.stored, extended.outages];
    for (const { symbol, feed } of await ports.symbols()) {
      const series = feed === "binance" ? await readSeries(ports.db, symbol, "12h") : undefined;
      if (series === undefined) continue;
      const { throughOpen, fromOpen } = series;
      const recent = { from: Math.max(fromOpen, throughOpen - DAYS_MS), to: throughOpen };
      const got = await auditSeries(ports, series, [recent], PAGES);
      stored += got.stored;
      outages += got.outages;
    }
    return reportOf({ ...extended, stored, outages });
  },
};
