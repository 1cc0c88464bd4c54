import type {
  ChartPoint,
  CoinDetails,
  CoinMarket,
  CoinName,
  SourceFailure,
  SourceId,
} from "../../contract/market.ts";

/** Why a source has no answer; what to do follows from the class, never from the message. */
export class SourceError extends Error {
  readonly failure: SourceFailure;
  readonly retryAfterMs: number | null;

  constructor(failure: SourceFailure, detail: string, retryAfterMs: number | null = null) {
    super(detail);
    this.name = "SourceError";
    this.failure = failure;
    this.retryAfterMs = retryAfterMs;
  }
}

/** A market as its source tells it; the desk adds who told it and when. */
export type MarketRow = Omit<CoinMarket, "source" | "asOf" | "stale">;
export type DetailsRow = Omit<CoinDetails, "source" | "asOf">;

export interface ChartRows {
  /** Daily, oldest first. */
  readonly prices: readonly ChartPoint[];
  readonly volumes: readonly ChartPoint[];
}

/** A good answer, and how many of its rows had to be left out. */
export interface Told<T> {
  readonly value: T;
  readonly badRows: number;
}

/**
 * An outside API that knows coins' markets. Every method sends one request (the exchange's may send a few), has
 * its answer checked, and ends within `timeoutMs`. @throws SourceError
 */
export interface MarketSource {
  readonly id: SourceId;
  /** Most coins of one `markets` request. */
  readonly maxCoins: number;
  /** Markets of the coins that it knows; the others are left out. */
  markets(coins: readonly CoinName[], timeoutMs: number): Promise<Told<readonly MarketRow[]>>;
  details?(coin: CoinName, timeoutMs: number): Promise<Told<DetailsRow>>;
  chart?(coin: CoinName, days: number, timeoutMs: number): Promise<Told<ChartRows>>;
}

/** A market of which nothing is known but the coin. */
export function emptyRow(coin: string): MarketRow {
  return {
    coin,
    price: null,
    change24h: null,
    changePercent24h: null,
    high24h: null,
    low24h: null,
    volume24h: null,
    marketCap: null,
    rank: null,
    circulatingSupply: null,
    totalSupply: null,
    maxSupply: null,
  };
}
