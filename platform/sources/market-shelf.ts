import type { CoinMarket } from "../../contract/market.ts";

/**
 * A market is given out without a thought for as long; the sources' own figures are hardly newer. A little less than
 * the five minutes of the job that asks for them, whose every run then finds them aged, and renews them.
 */
export const FRESH_MS = 290_000;
/** For as long it is given out while a newer one is asked for; older ones are waited for. */
export const STALE_MS = 60 * 60_000;
/** How long a coin that was asked for in vain is left alone: where every source was heard, some, or none. */
const IN_VAIN_MS = { all: 60 * 60_000, some: FRESH_MS, none: 15_000 } as const;
/** Beyond it the oldest go. */
const MOST = 500;

export type Kept = Omit<CoinMarket, "stale">;

/** What to do for a coin: give it out, give it out and ask, ask and wait; or it was asked for in vain just now. */
export type Freshness = "fresh" | "stale" | "needed" | "in_vain";

/** The markets that the desk keeps, newest last, and the coins that were asked for in vain. */
export class MarketShelf {
  readonly #kept = new Map<string, Kept>();
  /** Coins and the time from which on they may be asked for again. */
  readonly #inVain = new Map<string, number>();

  constructor(kept: readonly Kept[]) {
    for (const market of kept) this.#kept.set(market.coin, market);
  }

  freshness(coin: string, now: number): Freshness {
    const market = this.#kept.get(coin);
    if (market !== undefined && now - market.asOf < FRESH_MS) return "fresh";
    if ((this.#inVain.get(coin) ?? 0) > now) return "in_vain";
    return market !== undefined && now - market.asOf < STALE_MS ? "stale" : "needed";
  }

  /** What is kept of the coins, however old, in their order. */
  take(coins: readonly { readonly id: string }[], now: number): CoinMarket[] {
    return coins.flatMap(({ id }) => {
      const market = this.#kept.get(id);
      return market === undefined ? [] : [{ ...market, stale: now - market.asOf >= FRESH_MS }];
    });
  }

  put(markets: readonly Kept[]): void {
    for (const market of markets) {
      this.#kept.delete(market.coin);
      this.#kept.set(market.coin, market);
      this.#inVain.delete(market.coin);
    }
    for (const coin of this.#kept.keys()) {
      if (this.#kept.size <= MOST) break;
      this.#kept.delete(coin);
    }
  }

  /** @param heard how many of the sources gave an answer. */
  noteInVain(coin: string, heard: keyof typeof IN_VAIN_MS, now: number): void {
    this.#inVain.delete(coin);
    this.#inVain.set(coin, now + IN_VAIN_MS[heard]);
    for (const oldest of this.#inVain.keys()) {
      if (this.#inVain.size <= MOST) break;
      this.#inVain.delete(oldest);
    }
  }

  all(): readonly Kept[] {
    return [...this.#kept.values()];
  }
}
