import type { Timeframe } from "../../market/time/timeframe.ts";
import type { FeedStatus, Ticker, ViewBar } from "../state/wire.ts";

/** A row of the market table as the page needs it. */
export interface MarketRow {
  readonly symbol: string;
  readonly base: string;
  readonly quote: string;
  readonly name: string;
  /** Smallest price step, where the exchange has told it. */
  readonly tickSize: string | null;
  readonly ticker: Ticker | null;
  /** Exchange time of the ticker, ms. */
  readonly time: number | null;
  readonly status: FeedStatus | null;
  /** Closes of the last 24 hours, hourly, oldest first. */
  readonly sparkline: readonly number[];
}

export interface BarQuery {
  readonly symbol: string;
  readonly timeframe: Timeframe;
  /** Inclusive bounds on openTime. */
  readonly from?: number;
  readonly to?: number;
  readonly limit: number;
}

/** A page of bars, oldest first. */
export interface BarPage {
  readonly bars: readonly ViewBar[];
  readonly more: boolean;
}

/** What the page asks of the server besides the stream. Everything rejects with ApiError. */
export interface Api {
  market(signal?: AbortSignal): Promise<readonly MarketRow[]>;
  bars(query: BarQuery, signal?: AbortSignal): Promise<BarPage>;
}

/** A failed request. `code` is the server's error code, or `network` where no answer came. */
export class ApiError extends Error {
  readonly code: string;

  constructor(code: string, detail: string) {
    super(detail);
    this.name = "ApiError";
    this.code = code;
  }
}
