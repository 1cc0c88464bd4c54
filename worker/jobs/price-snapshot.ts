import { getCacheEntry, putCacheEntry } from "../../platform/d1/cache-entries.ts";
import { PRICES_FRESH_MS, PRICES_KEY } from "../market/snapshots.ts";
import { PriceBoard } from "../prices/price-board.ts";
import type { Job, JobPorts } from "./job.ts";

/** Each minute the prices of all hubs, for isolates that hold none: one row, and none while nothing moved. */
export const priceSnapshot: Job = {
  id: "price-snapshot",
  description: "Keeps the last price and the 24 hours of every symbol for cache-only answers",
  cron: "* * * * *",
  timeoutMs: 30_000,
  async run(ports) {
    const { prices } = await boardOf(ports).collect();
    if (prices.length === 0) return { rows: 0, detail: "no symbols" };
    const json = JSON.stringify(prices);
    const kept = await getCacheEntry(ports.db, PRICES_KEY);
    // Prices that did not move, not even their time, are as old as they were: the entry goes on ageing.
    if (kept?.json === json) return { rows: 0, detail: "nothing moved" };
    const now = ports.now();
    const entry = { key: PRICES_KEY, json, asOf: now, freshUntil: now + PRICES_FRESH_MS, source: "wick" };
    const written = await putCacheEntry(ports.db, entry, now);
    return { rows: written ? 1 : 0, detail: `${prices.length} prices` };
  },
};

/** The board of these hubs, as an isolate has one. */
export function boardOf(ports: Pick<JobPorts, "symbols" | "hub" | "now">): PriceBoard {
  return new PriceBoard({
    symbols: ports.symbols,
    hub: ports.hub,
    now: ports.now,
    sleep: (ms) => new Promise<void>((resolve) => setTimeout(resolve, ms)),
  });
}
