import type { RolledTimeframe } from "../../market/time/timeframe.ts";
import { type Extended, extendSeries } from "../../platform/backfill/extend.ts";
import type { Job, JobPorts, JobReport } from "./job.ts";

/** The jobs that keep each timeframe complete in store, with nobody watching. */
export const klineJobs: readonly Job[] = [
  klines("1m", "* * * * *"),
  klines("5m", "1-59/5 * * * *"),
  klines("15m", "1-59/15 * * * *"),
  // Behind the hour by more than a hub is given to bring its bar.
  klines("1h", "6 * * * *"),
  klines("4h", "6 */4 * * *"),
  klines("12h", "6 */12 * * *"),
  klines("1d", "6 0 * * *"),
];

function klines(timeframe: "1m" | RolledTimeframe, cron: string): Job {
  return {
    id: `klines-${timeframe}`,
    description: `Keeps stored ${timeframe} bars complete up to the newest: what no hub brought comes from the exchange`,
    cron,
    timeoutMs: 60_000,
    run: async (ports) => reportOf(await extend(ports, timeframe)),
  };
}

/** Extends the series of every active symbol that an exchange feeds. */
export async function extend(ports: JobPorts, timeframe: "1m" | RolledTimeframe): Promise<Extended> {
  const rows = await ports.symbols();
  const symbols = rows
    .filter(({ feed, status }) => feed === "binance" && status === "active")
    .map(({ symbol }) => symbol);
  const hubTime = async (symbol: string) => (await ports.hub(symbol).getStatus()).exchangeTime;
  return await extendSeries({ ...ports, hubTime }, timeframe, symbols);
}

/** @throws Error where an exchange failed: the job is tried again, and seen to fail. */
export function reportOf({ stored, outages, failures }: Extended): JobReport {
  if (failures.length > 0) throw new Error(failures.join("; "));
  if (stored === 0 && outages === 0) return { rows: 0 };
  return { rows: stored, detail: `${stored} bars fetched, ${outages} outages` };
}
