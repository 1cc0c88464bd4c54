import type { Timeframe } from "../time/timeframe.ts";
import type { Ohlcv } from "./bar.ts";

/** The exchange's own bar, from the stream (with ids) or over REST (without). */
export interface Kline extends Ohlcv {
  readonly timeframe: Timeframe;
  readonly closed: boolean;
}
