import { coinOfBase } from "../../contract/coins.ts";
import { listCoins, saveCoinDetails, seedCoins } from "../../platform/d1/coins.ts";
import type { CoinRow } from "../../platform/d1/schema/coins.ts";
import type { Job, JobPorts } from "./job.ts";

const HOUR_MS = 3_600_000;
/** Details are asked for again after a day, a little less so that each day's turn comes at the same hour. */
const TRUST_MS = 23 * HOUR_MS;
/** A few a run: the sources' budgets have other uses. */
const PER_RUN = 5;

/** Every hour some of the coins whose details are a day old. */
export const coinDetails: Job = {
  id: "coin-details",
  description: "Asks outside sources for the details of every coin, once a day each, a few an hour",
  cron: "17 * * * *",
  timeoutMs: 120_000,
  async run(ports) {
    const seeded = await seedFollowed(ports);
    const { desk } = ports;
    if (desk === undefined || ports.config.MARKET_SOURCES.length === 0) {
      return { rows: seeded, detail: "no outside source is used; the built-in details stay" };
    }
    const coins = turnOf(await listCoins(ports.db), ports.now());
    let saved = 0;
    let told = 0;
    for (const { id, base } of coins) {
      const { value } = await desk.details({ id, base });
      if (value === null) continue;
      told += 1;
      if (await saveCoinDetails(ports.db, value)) saved += 1;
    }
    return { rows: seeded + saved, detail: `${coins.length} asked for, ${told} told, ${saved} changed` };
  },
};

/** The coins of followed symbols are in the table, with the details that are built in. */
async function seedFollowed(ports: JobPorts): Promise<number> {
  const bases = new Set((await ports.symbols()).map(({ base }) => base));
  const wished = [...bases].map((base) => coinOfBase(base));
  return await seedCoins(ports.db, wished, { detailed: true, useGivenNumbers: false });
}

/**
 * Whose turn it is: a few of those that are due, others each hour, so that a coin which no source knows keeps
 * nobody else from its turn.
 */
export function turnOf(rows: readonly CoinRow[], now: number): readonly CoinRow[] {
  const due = rows.filter(({ updatedAt }) => updatedAt === null || now - updatedAt >= TRUST_MS);
  const start = due.length === 0 ? 0 : (Math.floor(now / HOUR_MS) * PER_RUN) % due.length;
  return [...due.slice(start), ...due.slice(0, start)].slice(0, PER_RUN);
}
