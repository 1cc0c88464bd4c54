import type { CoinMarket, CoinName, MarketDeskRpc } from "../../contract/market.ts";
import { errorText, log } from "../../platform/telemetry/log.ts";

/** The desk is asked at most this often by an isolate; its own markets are minutes old anyway. */
const TRUST_MS = 30_000;

export interface KnownMarkets {
  readonly byCoin: ReadonlyMap<string, CoinMarket>;
  readonly asOf: number;
}

/** The outside markets as this isolate heard them last from the desk. Memory only. */
export class MarketMemory {
  readonly #desk: () => Pick<MarketDeskRpc, "markets">;
  readonly #now: () => number;
  #known: KnownMarkets | undefined;
  #askedAt = Number.NEGATIVE_INFINITY;

  /** @param options.desk a stub for each question: one that another request has made cannot be asked. */
  constructor(options: { readonly desk: () => Pick<MarketDeskRpc, "markets">; readonly now: () => number }) {
    this.#desk = options.desk;
    this.#now = options.now;
  }

  /** What was heard last, or undefined. Never waits. */
  current(): KnownMarkets | undefined {
    return this.#known;
  }

  /** Whether it is time to ask again. */
  get due(): boolean {
    return this.#now() - this.#askedAt >= TRUST_MS;
  }

  /** Asks the desk, which answers from what it keeps where it can. Does not throw: markets are an extra. */
  async refresh(coins: readonly CoinName[]): Promise<void> {
    this.#askedAt = this.#now();
    try {
      const { markets } = await this.#desk().markets(coins.map(({ id, base }) => ({ id, base })));
      this.#known = { byCoin: new Map(markets.map((market) => [market.coin, market])), asOf: this.#now() };
    } catch (error) {
      log({ event: "refresh_failed", what: "markets", error: errorText(error) });
    }
  }
}
