import { putCacheEntry } from "../../platform/d1/cache-entries.ts";
import { errorText, log } from "../../platform/telemetry/log.ts";
import type { Isolate } from "../isolate.ts";
import type { BoardState } from "../prices/price-board.ts";
import { knownCoins } from "./coin-book.ts";
import { type MarketDatum, marketData } from "./market-data.ts";
import { MARKET_FRESH_MS, type MarketState, marketEntry, storedSnapshots } from "./snapshots.ts";

/** Holds the isolate for work that outlives its request. */
export type KeepAlive = (work: Promise<unknown>) => void;

/** Asks the desk again behind the answer, when that is due. */
export function refreshMarkets(isolate: Isolate, keepAlive: KeepAlive): void {
  if (!isolate.markets.due) return;
  keepAlive(heardMarkets(isolate).catch(() => {}));
}

/**
 * Behind an answer that a snapshot gave: collects newer numbers, for this isolate and, where the snapshot was old, for
 * those that know nothing yet either. One at a time in an isolate.
 */
export function renewSnapshot(
  db: D1Database,
  isolate: Isolate,
  kept: MarketState,
  keepAlive: KeepAlive,
): void {
  if (isolate.board.collecting) return;
  keepAlive(
    renewed(db, isolate, kept).catch((error: unknown) => {
      log({ event: "refresh_failed", what: "market snapshot", error: errorText(error) });
    }),
  );
}

async function renewed(db: D1Database, isolate: Isolate, kept: MarketState): Promise<void> {
  const [board] = await Promise.all([
    isolate.board.collect(),
    isolate.markets.due ? heardMarkets(isolate) : undefined,
  ]);
  const now = Date.now();
  // Without the desk's figures the old ones are worth more.
  if (now - kept.asOf <= MARKET_FRESH_MS || isolate.markets.current() === undefined) return;
  const entry = marketEntry(await currentMarket(isolate, board), now);
  if (entry !== undefined) await putCacheEntry(db, entry, now);
}

/** Asks the desk for every known coin; it answers from what it keeps where it can. */
export async function heardMarkets(isolate: Isolate): Promise<void> {
  const [rows, symbols] = await Promise.all([isolate.coins.rows(), isolate.registry.active()]);
  await isolate.markets.refresh(knownCoins(rows, symbols));
}

/** The last prices without asking a hub: this isolate's, else those of the last snapshot. */
export async function knownPrices(
  db: D1Database,
  isolate: Isolate,
): Promise<{ readonly prices: BoardState | undefined; readonly market: MarketState | undefined }> {
  const held = isolate.board.current();
  if (held !== undefined) return { prices: held, market: undefined };
  return await storedSnapshots(db);
}

/** The market data as they are known now: what the desk told last, else our own hubs' prices. */
export async function currentMarket(isolate: Isolate, board: BoardState): Promise<readonly MarketDatum[]> {
  const [rows, symbols] = await Promise.all([isolate.coins.rows(), isolate.registry.active()]);
  const outside = isolate.markets.current()?.byCoin ?? new Map();
  return marketData(knownCoins(rows, symbols), outside, board.prices, board.asOf);
}
