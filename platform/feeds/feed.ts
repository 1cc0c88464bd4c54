import type { Ticker } from "../../contract/hub.ts";
import type { Kline } from "../../market/bars/kline.ts";
import type { Trade } from "../../market/bars/trade.ts";
import type { EpochMs, Timeframe } from "../../market/time/timeframe.ts";

/** What a live feed delivers, in the order of arrival. `eventTime` is the exchange's clock. */
export type FeedEvent =
  | { readonly kind: "trade"; readonly eventTime: EpochMs; readonly trade: Trade }
  | { readonly kind: "kline"; readonly eventTime: EpochMs; readonly kline: Kline }
  | {
      readonly kind: "ticker";
      readonly eventTime: EpochMs;
      readonly ticker: Ticker;
      readonly lastTradeId: number | null;
    };

/** Why a feed or a request failed; what to do follows from the class, never from the message. */
export type FeedFailure =
  /** 451 or 403: this region or address is refused by the host. */
  | "blocked"
  /** 418: banned until `retryAfterMs` is over. */
  | "banned"
  /** 429: back off for `retryAfterMs`. */
  | "rate_limited"
  /** 5xx, time-outs, connection errors: try again, another host. */
  | "unavailable"
  /** The exchange does not know the symbol (-1121). */
  | "unknown_symbol"
  /** The answer does not have the documented shape. */
  | "malformed"
  /** Another 4xx: our request is wrong. */
  | "rejected";

export class FeedError extends Error {
  readonly failure: FeedFailure;
  readonly retryAfterMs: number | null;

  constructor(failure: FeedFailure, detail: string, retryAfterMs: number | null = null) {
    super(detail);
    this.name = "FeedError";
    this.failure = failure;
    this.retryAfterMs = retryAfterMs;
  }
}

export interface FeedHandlers {
  onEvent(event: FeedEvent): void;
  /** A connection is open and subscribed. */
  onOpen(): void;
  /** No connection is open any more; the feed reconnects by itself unless closed. */
  onClose(reason: FeedFailure | "closed" | "mute", detail: string): void;
  /** A frame that could not be understood; counted, never fatal. */
  onBadFrame(detail: string): void;
}

/** A live connection for one symbol: connects, watches for silence, rotates, reconnects with backoff. */
export interface LiveFeed {
  open(): void;
  /** Drives time-outs, rotation and reconnects; called at least every few seconds. */
  tick(now: number): void;
  close(): void;
  readonly connected: boolean;
}

export interface SymbolInfo {
  readonly symbol: string;
  readonly status: string;
  readonly baseAsset: string;
  readonly quoteAsset: string;
  readonly tickSize: string;
  readonly stepSize: string;
}

/** What a request is for; the weight budget serves `live` before `seed` before `repair`. `read`: for a reader, who may be anybody. */
export type RequestPurpose = "live" | "seed" | "repair" | "read";

/** The exchange's REST side. Every call respects the leased weight budget and throws FeedError. */
export interface FeedRest {
  /**
   * Up to `limit` (at most 1,000) aggregate trades from `fromId` on, or the most recent ones.
   * The purpose is `live` unless told.
   */
  aggTrades(query: { fromId?: number; limit?: number; purpose?: RequestPurpose }): Promise<readonly Trade[]>;
  /**
   * Closed and forming klines, oldest first, at most 1,000. Bounds on openTime, inclusive.
   * The purpose is `seed` unless told.
   */
  klines(query: {
    timeframe: Timeframe;
    from?: EpochMs;
    to?: EpochMs;
    limit?: number;
    purpose?: RequestPurpose;
  }): Promise<readonly Kline[]>;
  /** The purpose is `seed` unless told. */
  ticker(query?: { purpose?: RequestPurpose }): Promise<Ticker>;
  symbolInfo(): Promise<SymbolInfo>;
}

/** A market data source for one symbol. */
export interface Feed {
  live(handlers: FeedHandlers): LiveFeed;
  readonly rest: FeedRest;
}
