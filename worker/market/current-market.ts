import type { Isolate } from "../isolate.ts";
import type { BoardState } from "../prices/price-board.ts";
import { knownCoins } from "./coin-book.ts";
import { type MarketDatum, marketData } from "./market-data.ts";
import { type MarketState, storedSnapshots } from "./snapshots.ts";

/** Holds the isolate for work that outlives its request. */
export type KeepAlive = (work: Promise<unknown>) => void;

/** Asks the desk again behind the answer, when that is due. */
export function refreshMarkets(isolate: Isolate, keepAlive: KeepAlive): void {
  if (!isolate.markets.due) return;
  keepAlive(heardMarkets(isolate).catch(() => {}));
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
