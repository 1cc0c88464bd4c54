import { getCacheEntries, putCacheEntry } from "../../platform/d1/cache-entries.ts";
import { listCoins } from "../../platform/d1/coins.ts";
import { type KnownCoin, knownCoins } from "../market/coin-book.ts";
import { marketData } from "../market/market-data.ts";
import { MARKET_KEY, marketEntry, PRICES_KEY, pricesOf } from "../market/snapshots.ts";
import type { Job, JobPorts } from "./job.ts";
import { boardOf } from "./price-snapshot.ts";

/** Prices that another job has kept within this time are not asked of the hubs again. */
const TRUST_MS = 90_000;

/**
 * Every five minutes every coin's market for isolates that know none; more often only where somebody reads an old one.
 * A question each minute would keep the desk awake for nobody. Where no source tells, our own hubs do.
 */
export const marketSnapshot: Job = {
  id: "market-snapshot",
  description: "Keeps every coin's market: by outside sources, else by our own hubs",
  cron: "*/5 * * * *",
  timeoutMs: 40_000,
  async run(ports) {
    const [rows, symbols, kept] = await Promise.all([
      listCoins(ports.db),
      ports.symbols(),
      getCacheEntries(ports.db, [PRICES_KEY, MARKET_KEY]),
    ]);
    const coins = knownCoins(rows, symbols);
    const snapshot = pricesOf(kept.get(PRICES_KEY));
    const recent = snapshot !== undefined && ports.now() - snapshot.asOf < TRUST_MS ? snapshot : undefined;
    const [board, outside] = await Promise.all([
      recent ?? boardOf(ports).collect(),
      outsideMarkets(ports, coins),
    ]);
    const told = new Map(outside.map((market) => [market.coin, market]));
    const data = marketData(coins, told, board.prices, board.asOf);
    const now = ports.now();
    const entry = marketEntry(data, now);
    if (entry === undefined) return { rows: 0, detail: "no coin has a price" };
    if (kept.get(MARKET_KEY)?.json === entry.json) return { rows: 0, detail: "nothing moved" };
    const written = await putCacheEntry(ports.db, entry, now);
    return { rows: written ? 1 : 0, detail: `${data.length} coins, most by ${entry.source}` };
  },
};

/** A desk that fails, or none, costs the outside figures alone. */
async function outsideMarkets(ports: JobPorts, coins: readonly KnownCoin[]) {
  const asked = coins.map(({ id, base }) => ({ id, base }));
  const answer = await ports.desk?.markets(asked, { fresh: true }).catch(() => undefined);
  return answer?.markets ?? [];
}
