import type { Bar } from "../market/bars/bar.ts";
import type { Trade } from "../market/bars/trade.ts";
import type { EpochMs, Timeframe } from "../market/time/timeframe.ts";
import type { AlertHubRpc } from "./alerts.ts";
import type { HubAnalysis } from "./analysis-events.ts";
import type { ForecastHubRpc } from "./forecast-events.ts";
import type { SignalHubRpc } from "./signals.ts";
import type { CatchUp, CatchUpRequest, FeedState } from "./stream.ts";
import type { SymbolConfig, SymbolId } from "./symbol.ts";
import type { IngestReport } from "./ticks.ts";

/** Counters a hub keeps since its storage began; names are the metric names without prefix. */
export const HUB_COUNTERS = [
  "trades",
  "duplicates",
  "out_of_order",
  "gaps",
  "missed_trades",
  "bars_final",
  "revisions",
  "kline_matches",
  "kline_mismatches",
  "fills",
  "filled_trades",
  "reconnects",
  "rest_requests",
  "rest_errors",
  "bad_frames",
  "id_jumps",
  "outbox_sent",
] as const;
export type HubCounter = (typeof HUB_COUNTERS)[number];

export interface Ticker {
  readonly time: EpochMs;
  readonly last: string;
  readonly change: string;
  readonly changePercent: string;
  readonly high: string;
  readonly low: string;
  readonly volume: string;
  readonly quoteVolume: string;
  readonly bid: string;
  readonly ask: string;
}

export interface HubStatus {
  readonly symbol: SymbolId;
  readonly feed: SymbolConfig["feed"];
  readonly state: FeedState;
  readonly source: "binance" | "replay" | "push";
  readonly connected: boolean;
  /** Why the feed is not live, in words; null when it is. */
  readonly reason: string | null;
  readonly lagMs: number | null;
  readonly lastTradeId: number | null;
  readonly lastTradeTime: EpochMs | null;
  readonly exchangeTime: EpochMs | null;
  readonly outboxDepth: number;
  /** How long the oldest bar has waited for D1, by the machine's clock; null when none waits. */
  readonly outboxOldestMs: number | null;
  readonly storageBytes: number;
  readonly subscribers: number;
  readonly counters: Readonly<Record<HubCounter, number>>;
}

export interface BarQuery {
  readonly timeframe: Timeframe;
  /** Inclusive bounds on openTime. */
  readonly from?: EpochMs;
  readonly to?: EpochMs;
  readonly limit: number;
  /** Also the forming bar, as the last one, when it lies in the range. */
  readonly forming?: boolean;
}

/** Bars oldest first; the newest `limit` of the range when `from` is absent, else the oldest. */
export interface BarPage {
  readonly bars: readonly Bar[];
  /** More bars of the range lie beyond this page. */
  readonly more: boolean;
  /**
   * All of it lies days before the newest bar that is stored, by the exchange's clock: no correction is expected any
   * more. Only `History` knows.
   */
  readonly settled?: boolean;
}

/** A hub's own bars; what is before `oldest` other stores have. */
export interface HubBarPage extends BarPage {
  /** First open time from which on the hub's store is whole; null while it has nothing of the timeframe. */
  readonly oldest: EpochMs | null;
}

export interface TickQuery {
  readonly from?: EpochMs;
  readonly to?: EpochMs;
  readonly limit: number;
}

export interface ProcessBarsReport {
  readonly timeframe: Timeframe;
  readonly checked: number;
  readonly revised: number;
  readonly from: EpochMs | null;
  readonly to: EpochMs | null;
}

/** What became of klines that overrule final bars. */
export interface ReviseReport {
  /** Open times of the bars the hub still holds. */
  readonly held: readonly EpochMs[];
  /** How many of them differed, and are revised and announced now. */
  readonly revised: number;
}

/** What SymbolHub offers to relays, routes and jobs, besides `fetch` with Upgrade for relays. */
export interface SymbolHubRpc extends SignalHubRpc, AlertHubRpc, ForecastHubRpc {
  /** Starts (or restarts with another configuration) the symbol. Idempotent. */
  configure(symbol: SymbolId, config: SymbolConfig): Promise<void>;
  /** Stops the feed, tells subscribers, and forgets the configuration; stored data stay. */
  remove(): Promise<void>;
  /** Called each minute by cron: keeps the object alive and its feed running. */
  heartbeat(): Promise<HubStatus>;
  getStatus(): Promise<HubStatus>;
  getTicker(): Promise<Ticker | null>;
  /** Its own bars alone; `History` is the whole series. */
  getBars(query: BarQuery): Promise<HubBarPage>;
  getTicks(query: TickQuery): Promise<readonly Trade[]>;
  catchUp(requests: readonly CatchUpRequest[]): Promise<readonly CatchUp[]>;
  ingest(
    ticks: readonly { timestamp: number; price: string; size: string; id?: string | undefined }[],
    idempotencyKey?: string,
  ): Promise<IngestReport>;
  processBars(timeframe: Timeframe): Promise<ProcessBarsReport>;
  /**
   * Revises final bars of a timeframe that differ from the exchange's closed klines, as far as it holds them. A kline
   * comes as a bar at the revision that it needs at least: one more than D1 has.
   */
  reviseBars(timeframe: Exclude<Timeframe, "1s">, bars: readonly Bar[]): Promise<ReviseReport>;
  /** Indicators, decision and active signal of a timeframe, as of its last event. @throws WickError invalid_input for 1s */
  getAnalysis(timeframe: Timeframe): Promise<HubAnalysis>;
  /** Test hook: aborts the object as an eviction or a crash would. */
  restart(): Promise<void>;
}
