import type { History } from "../../contract/history.ts";
import type { SymbolHubRpc } from "../../contract/hub.ts";
import type { MarketDeskRpc } from "../../contract/market.ts";
import type { RelayStats, WeightStats } from "../../contract/rpc.ts";
import type { Config } from "../../platform/config.ts";
import type { SymbolRow } from "../../platform/d1/schema/symbols.ts";
import type { FeedRest } from "../../platform/feeds/feed.ts";
import type { Forecasting } from "../forecasts/ports.ts";

/** Objects of the deployed app that only health looks at. */
export interface AppParts {
  readonly relays: readonly { readonly name: string; readonly getStats: () => Promise<RelayStats> }[];
  readonly ledger: () => Promise<WeightStats>;
}

/** What a job may touch. Tests and the simulation hand over real SQLite, a bucket in memory and hubs of their own. */
export interface JobPorts {
  readonly db: D1Database;
  readonly cold: R2Bucket;
  readonly config: Config;
  /** The machine's clock: for leases and time-outs, never for data. */
  readonly now: () => number;
  readonly symbols: () => Promise<readonly SymbolRow[]>;
  readonly hub: (symbol: string) => SymbolHubRpc;
  /** The exchange's REST side under the shared weight budget. */
  readonly exchange: (symbol: string) => FeedRest;
  readonly history: History;
  /** The desk of outside market sources. Absent where there is none: jobs then know our own hubs alone. */
  readonly desk?: MarketDeskRpc;
  /** What runs trained models. Absent where there is no store of them: baselines answer. */
  readonly forecasting?: Forecasting;
  /** Hands a backfill to a Workflow. Absent where there are none: then the job that watches them drives it. */
  readonly startBackfill?: (id: string) => Promise<void>;
  /** Absent where there is no app around the jobs: its parts are then not sampled. */
  readonly parts?: AppParts;
}

export interface JobReport {
  /** What the job counts: rows written, moved or checked. 0 when there was nothing to do. */
  readonly rows: number;
  /** One line for a person. */
  readonly detail?: string;
}

/**
 * A small piece of scheduled work. Idempotent: run twice, or again after it was killed anywhere, it ends in the
 * same state. What is too long for one run does a bounded part and leaves the rest to the next.
 */
export interface Job {
  /** `klines-1m`. */
  readonly id: string;
  readonly description: string;
  /** Default schedule, in UTC (five fields). */
  readonly cron: string;
  /** How long a run may take; its lease is as long. */
  readonly timeoutMs: number;
  /** Holds tens of MB while it runs: of such jobs one runs at a time, since an isolate has 128 MB. */
  readonly heavy?: boolean;
  /** @throws what it fails with; the run is recorded and tried again with backoff. */
  run(ports: JobPorts): Promise<JobReport>;
}
