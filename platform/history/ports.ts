import type { SymbolHubRpc } from "../../contract/hub.ts";
import type { FeedRest } from "../feeds/feed.ts";

/** The stores of a bar, newest first. */
export interface HistoryPorts {
  readonly hub: (symbol: string) => Pick<SymbolHubRpc, "getBars">;
  readonly db: D1Database;
  readonly cold: R2Bucket;
  /** The exchange's REST side under the shared weight budget. */
  readonly exchange: (symbol: string) => FeedRest;
  /** The machine's clock: never for data, but see `exchange-part.ts`. */
  readonly now: () => number;
}
