import type { EpochMs } from "../time/timeframe.ts";

/** What joining sees of a symbol's final bar. */
export interface SideBar {
  readonly openTime: EpochMs;
  readonly close: number;
  readonly revision: number;
}

/** One symbol's bars, oldest first, and how far its own clock has come, on the exchange's time. */
export interface Side {
  readonly bars: readonly SideBar[];
  readonly clock: EpochMs;
}

/** The prices of two symbols at one open time. */
export interface JoinedBar {
  readonly openTime: EpochMs;
  readonly price1: number;
  readonly price2: number;
  /** The sum of the revisions of the bars that the prices are of. */
  readonly revision: number;
  /** The symbol that had no bar at this time, whose last price was taken. */
  readonly carried: 1 | 2 | null;
}
