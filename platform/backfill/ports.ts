import type { Config } from "../config.ts";
import type { FeedRest } from "../feeds/feed.ts";

/** What a backfill touches; a job's ports are among them. */
export interface BackfillPorts {
  readonly db: D1Database;
  /** The cold store: bars of it are not fetched again. */
  readonly cold: R2Bucket;
  /** The exchange's REST side under the shared weight budget. */
  readonly exchange: (symbol: string) => FeedRest;
  /** The machine's clock, ms: for leases and waits, never for data. */
  readonly now: () => number;
  readonly config: Pick<Config, "BINANCE_ARCHIVE_URL">;
  /** How archive files are fetched; the platform's own `fetch` when absent. */
  readonly fetch?: typeof fetch;
}
