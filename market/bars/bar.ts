import type { EpochMs } from "../time/timeframe.ts";
import type { Decimal } from "./decimal.ts";

/**
 * Where a bar's numbers come from: folded from the complete trade sequence, taken from the exchange's
 * own kline, or rolled up from bars of both kinds.
 */
export type BarSource = "trades" | "kline" | "mixed";

/** What a bar and an exchange's kline both say. Prices in quote units, volumes exact. */
export interface Ohlcv {
  readonly openTime: EpochMs;
  readonly open: Decimal;
  readonly high: Decimal;
  readonly low: Decimal;
  readonly close: Decimal;
  readonly volume: Decimal;
  readonly quoteVolume: Decimal;
  /** Number of individual trades. */
  readonly n: number;
  readonly takerBuyVolume: Decimal;
  readonly takerBuyQuoteVolume: Decimal;
  /** First and last individual trade id; null where the source does not tell, and without trades. */
  readonly firstId: number | null;
  readonly lastId: number | null;
}

/** An immutable bar. */
export interface Bar extends Ohlcv {
  readonly closeTime: EpochMs;
  readonly final: boolean;
  /** 0 at first; one more for each announced correction. */
  readonly revision: number;
  readonly source: BarSource;
}
