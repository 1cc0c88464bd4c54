import type { Bar } from "../market/bars/bar.ts";
import type { EpochMs, Timeframe } from "../market/time/timeframe.ts";
import type { BarPage, BarQuery } from "./hub.ts";
import type { SymbolConfig, SymbolId } from "./symbol.ts";

/** A series: the bars of one symbol in one timeframe. `feed` tells whether an exchange can be asked as well. */
export interface SeriesName {
  readonly symbol: SymbolId | string;
  readonly feed: SymbolConfig["feed"];
  readonly timeframe: Timeframe;
}

/** Inclusive bounds on openTime. */
export interface TimeRange {
  readonly from: EpochMs;
  readonly to: EpochMs;
}

/**
 * All bars of a symbol as one series, whichever store has them: the hub (newest), D1 (hot), R2 (cold), and the
 * exchange's klines for what was never stored. Every bar once, at its newest revision, oldest first.
 */
export interface History {
  /** A page, as `BarQuery` asks for it. @throws WickError exchange_unavailable, unavailable */
  page(symbol: string, feed: SymbolConfig["feed"], query: BarQuery): Promise<BarPage>;
  /**
   * Every final bar of a range, in batches of a few thousand: for exports and jobs. Never holds more than a batch
   * of each store. @throws as `page`, in the middle of the range too.
   */
  read(series: SeriesName, range: TimeRange): AsyncIterable<readonly Bar[]>;
}
