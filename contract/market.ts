import type { EpochMs } from "../market/time/timeframe.ts";

/** Outside APIs that tell what a coin is worth. `binance` is the exchange's REST side, under the shared weight ledger. */
export const SOURCE_IDS = ["coingecko", "coincap", "cryptocompare", "binance"] as const;
export type SourceId = (typeof SOURCE_IDS)[number];

export function isSourceId(text: string): text is SourceId {
  return (SOURCE_IDS as readonly string[]).includes(text);
}

/** A coin as sources are asked for it: some know it by its id (`bitcoin`), some by its base asset (`BTC`). */
export interface CoinName {
  readonly id: string;
  readonly base: string;
}

/**
 * A coin's market as one source tells it. Amounts are canonical decimal text in US dollars (the exchange's in
 * USDT), with every digit that was sent; null where the source does not tell.
 */
export interface CoinMarket {
  readonly coin: string;
  readonly price: string | null;
  readonly change24h: string | null;
  readonly changePercent24h: string | null;
  readonly high24h: string | null;
  readonly low24h: string | null;
  /** Traded in 24 hours, in US dollars, as far as the source counts. */
  readonly volume24h: string | null;
  readonly marketCap: string | null;
  readonly rank: number | null;
  readonly circulatingSupply: string | null;
  readonly totalSupply: string | null;
  readonly maxSupply: string | null;
  readonly source: SourceId;
  /** When the source was asked, on the machine's clock. */
  readonly asOf: EpochMs;
  /** Older than it should be: no source could be asked since, or one is being asked now. */
  readonly stale: boolean;
}

/** What is known of a coin besides its market. Nulls and empty lists where the source does not tell. */
export interface CoinDetails {
  readonly coin: string;
  readonly name: string | null;
  readonly rank: number | null;
  /** Plain text. */
  readonly description: string | null;
  readonly homepage: string | null;
  readonly image: string | null;
  /** `2009-01-03`. */
  readonly genesis: string | null;
  readonly categories: readonly string[];
  readonly marketCap: string | null;
  readonly circulatingSupply: string | null;
  readonly totalSupply: string | null;
  readonly maxSupply: string | null;
  readonly allTimeHigh: string | null;
  readonly allTimeHighAt: EpochMs | null;
  readonly allTimeLow: string | null;
  readonly allTimeLowAt: EpochMs | null;
  readonly source: SourceId;
  readonly asOf: EpochMs;
}

/** A point of a daily series: time and decimal text. */
export interface ChartPoint {
  readonly time: EpochMs;
  readonly value: string;
}

/** Daily prices and volumes in US dollars, oldest first. */
export interface CoinChart {
  readonly coin: string;
  readonly prices: readonly ChartPoint[];
  readonly volumes: readonly ChartPoint[];
  readonly source: SourceId;
  readonly asOf: EpochMs;
}

/** Why a source did not answer, or was not asked. */
export const SOURCE_FAILURES = [
  /** No connection, or it broke. */
  "unreachable",
  "timeout",
  /** 429, or what the source sends in its place. */
  "rate_limited",
  /** 401, 403, 451: this key or region is refused. */
  "refused",
  /** 5xx. */
  "unavailable",
  /** Not JSON, not of the documented shape, too large, or a redirect. */
  "malformed",
  /** Another 4xx. */
  "rejected",
  /** The source does not know the coin: no fault of its own. */
  "not_found",
  /** Not asked: its budget is spent, its breaker is open. */
  "over_budget",
  "breaker_open",
] as const;
export type SourceFailure = (typeof SOURCE_FAILURES)[number];

export interface SourceRefusal {
  readonly source: SourceId;
  readonly failure: SourceFailure;
}

/** An answer that could come from several sources; `value` is null where none had it, and `tried` says why. */
export interface Sourced<T> {
  readonly value: T | null;
  readonly tried: readonly SourceRefusal[];
}

export interface MarketsAnswer {
  /** The coins that were found, in the order in which they were asked for. */
  readonly markets: readonly CoinMarket[];
  /** Sources that were passed over on the way, in the last round of asking. */
  readonly tried: readonly SourceRefusal[];
}

export interface WindowUse {
  readonly window: "minute" | "day" | "month";
  readonly limit: number;
  readonly used: number;
  readonly remaining: number;
  /** When it counts anew, ms on the machine's clock. */
  readonly resetsAt: EpochMs;
}

export interface SourceCounts {
  readonly requests: number;
  readonly failures: number;
  readonly rateLimited: number;
  readonly timeouts: number;
  /** Rows of an otherwise good answer that were left out. */
  readonly badRows: number;
}

/** A source as the desk knows it. Times are ms on the machine's clock. */
export interface SourceStatus {
  readonly source: SourceId;
  /** Place in the order in which sources are tried, from 0; null when it is not used. */
  readonly order: number | null;
  /** Why it is not used; null when it is. */
  readonly unused: "not_listed" | "needs_key" | null;
  readonly keyed: boolean;
  /** Whether its last answer was one; null when it was never asked. */
  readonly reachable: boolean | null;
  readonly latencyMs: number | null;
  readonly lastOkAt: EpochMs | null;
  readonly lastFailureAt: EpochMs | null;
  readonly lastFailure: SourceFailure | null;
  readonly breaker: {
    readonly state: "closed" | "open" | "half_open";
    /** Failures in a row. */
    readonly failures: number;
    readonly retryAt: EpochMs | null;
  };
  /** The source told us to wait until then. */
  readonly waitUntil: EpochMs | null;
  /** Empty where the weight ledger counts instead. */
  readonly budget: readonly WindowUse[];
  /** Since `countedSince` of the desk. */
  readonly counts: SourceCounts;
}

/** How asking was saved. */
export interface BatchingStats {
  /** Coins that were asked for. */
  readonly asked: number;
  readonly servedFresh: number;
  readonly servedStale: number;
  /** Coins that joined a question which was already under way. */
  readonly joined: number;
  /** Rounds of asking, and the coins in them; each round asks a source once for all of its coins. */
  readonly rounds: number;
  readonly roundCoins: number;
  readonly largestRound: number;
  /** Coins that had been asked for in vain just before, and were not asked for again. */
  readonly knownMissing: number;
}

export interface DeskStatus {
  readonly now: EpochMs;
  readonly countedSince: EpochMs;
  readonly sources: readonly SourceStatus[];
  readonly batching: BatchingStats;
  /** Coins whose market is kept, and the age of the oldest. */
  readonly kept: number;
  readonly oldestAsOf: EpochMs | null;
}

/** The name of the one desk. */
export const DESK_NAME = "market";

/**
 * MarketDesk: the only one that talks to outside market APIs, so that budgets, breakers, batching and single
 * flight hold for the whole app. Nothing here throws for a source's sake: what could not be had is told.
 */
export interface MarketDeskRpc {
  /**
   * Markets of at most 250 coins: kept ones at once, the others within the desk's deadline (10 s).
   * @param options.fresh waits also for those of which only a stale one is kept.
   */
  markets(coins: readonly CoinName[], options?: { readonly fresh: boolean }): Promise<MarketsAnswer>;
  /** Kept markets alone; asks nobody. */
  keptMarkets(coins: readonly CoinName[]): Promise<readonly CoinMarket[]>;
  details(coin: CoinName): Promise<Sourced<CoinDetails>>;
  /** Daily points of the last `days` (1 to 365). */
  chart(coin: CoinName, days: number): Promise<Sourced<CoinChart>>;
  status(): Promise<DeskStatus>;
  /** Counts anew. Budgets are what was really spent: they stay. */
  resetStats(): Promise<void>;
}
