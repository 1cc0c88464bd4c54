import type { EpochMs, Timeframe } from "../time/timeframe.ts";
import type { Decimal } from "./decimal.ts";

/** The exchange's own bar, from the stream (with ids) or over REST (without). */
export interface Kline {
  readonly timeframe: Timeframe;
  readonly openTime: EpochMs;
  readonly open: Decimal;
  readonly high: Decimal;
  readonly low: Decimal;
  readonly close: Decimal;
  readonly volume: Decimal;
  readonly quoteVolume: Decimal;
  readonly n: number;
  readonly takerBuyVolume: Decimal;
  readonly takerBuyQuoteVolume: Decimal;
  /** First and last individual trade id; null over REST and for a bar without trades. */
  readonly firstId: number | null;
  readonly lastId: number | null;
  readonly closed: boolean;
}
