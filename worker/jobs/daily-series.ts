import { getCacheEntries, putCacheEntries } from "../../platform/d1/cache-entries.ts";
import type { CacheEntryRow } from "../../platform/d1/schema/coins.ts";
import { errorText, log } from "../../platform/telemetry/log.ts";
import { dailyBars, type SeriesKind, seriesEntry, seriesKey } from "../market/daily-series.ts";
import type { Job, JobPorts } from "./job.ts";

/** A year of daily closes of every symbol, after each day's end. */
export const chartCache: Job = {
  id: "chart-cache",
  description: "Keeps a year of daily closes of every symbol warm",
  cron: "6 0 * * *",
  timeoutMs: 120_000,
  run: (ports) => warm("chart", ports),
};

/** A year of daily turnover of every symbol, after each day's end. */
export const volumeCache: Job = {
  id: "volume-cache",
  description: "Keeps a year of daily turnover of every symbol warm",
  cron: "7 0 * * *",
  timeoutMs: 120_000,
  run: (ports) => warm("volume", ports),
};

/**
 * Makes the series that are not fresh any more. A symbol whose bars cannot be read costs itself alone.
 * @throws Error when none of them could be read.
 */
async function warm(kind: SeriesKind, ports: JobPorts) {
  const symbols = await ports.symbols();
  const now = ports.now();
  const keys = symbols.map(({ symbol }) => seriesKey(kind, symbol));
  const kept = await getCacheEntries(ports.db, keys);
  const due = symbols.filter(({ symbol }) => (kept.get(seriesKey(kind, symbol))?.freshUntil ?? 0) <= now);
  const made: CacheEntryRow[] = [];
  let failure: unknown;
  for (const row of due) {
    try {
      made.push(seriesEntry(kind, row.symbol, await dailyBars(ports.history, row), now));
    } catch (error) {
      failure = error;
      log({ event: "refresh_failed", what: `${kind} of ${row.symbol}`, error: errorText(error) });
    }
  }
  if (made.length === 0 && failure !== undefined) throw failure;
  const rows = await putCacheEntries(ports.db, made, now);
  return { rows, detail: `${made.length} of ${due.length} due series made` };
}
