import type { HubStatus } from "../../contract/hub.ts";
import type { FeedState } from "../../contract/stream.ts";
import type { EpochMs } from "../../market/time/timeframe.ts";

/** The numbers of the last 24 hours as decimal text; null where they are not known. */
export interface Day {
  readonly last: string | null;
  readonly change: string | null;
  readonly changePercent: string | null;
  readonly high: string | null;
  readonly low: string | null;
  readonly volume: string | null;
  readonly quoteVolume: string | null;
  readonly bid: string | null;
  readonly ask: string | null;
  readonly time: EpochMs | null;
}

export const UNKNOWN_DAY: Day = {
  last: null,
  change: null,
  changePercent: null,
  high: null,
  low: null,
  volume: null,
  quoteVolume: null,
  bid: null,
  ask: null,
  time: null,
};

/** One row of the price list. */
export interface Price {
  readonly symbol: string;
  readonly name: string;
  readonly coin: string;
  readonly base: string;
  readonly quote: string;
  readonly day: Day;
  readonly state: FeedState | "unknown";
  readonly source: HubStatus["source"] | null;
  /** Closes of the last 24 hourly bars, newest last. */
  readonly sparkline: readonly string[];
}
