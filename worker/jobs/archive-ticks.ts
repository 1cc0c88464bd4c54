import { archiveTicks } from "../../platform/cold/archive-ticks.ts";
import { ColdTicks } from "../../platform/cold/cold-ticks.ts";
import { errorText } from "../../platform/telemetry/log.ts";
import type { Job } from "./job.ts";

/** Ticks a run: a few seconds of work; a symbol that has more goes on an hour later. */
const BUDGET = 2_000_000;

export const archiveTicksJob: Job = {
  id: "archive-ticks",
  description: "Writes the closed hours of every symbol's trades as Parquet objects to R2.",
  cron: "12 * * * *",
  timeoutMs: 600_000,
  async run({ db, cold, config, now, symbols, hub }) {
    if (!config.ARCHIVE_TICKS) return { rows: 0, detail: "ARCHIVE_TICKS is 0" };
    const ticks = new ColdTicks(db, cold);
    const failures: string[] = [];
    let rows = 0;
    for (const { symbol, feed, latenessMs } of await symbols()) {
      if (rows >= BUDGET) break;
      const source = { symbol, feed, latenessMs: latenessMs ?? 0 };
      try {
        rows += await archiveTicks(ticks, hub(symbol), source, BUDGET - rows, now);
      } catch (error) {
        // One hub that does not answer holds up no other.
        failures.push(`${symbol}: ${errorText(error)}`);
      }
    }
    if (failures.length > 0) throw new Error(failures.join("; "));
    return { rows };
  },
};
