import type { EpochMs } from "../time/timeframe.ts";
import type { Decimal } from "./decimal.ts";

/** One aggregate trade: fills of one taker order at one price. */
export interface Trade {
  /** The exchange's aggregate-trade id: consecutive, without holes, within a symbol. */
  readonly id: number;
  readonly price: Decimal;
  /** Base-asset quantity. */
  readonly size: Decimal;
  readonly time: EpochMs;
  /** First and last individual trade id that were merged into this one. */
  readonly firstId: number;
  readonly lastId: number;
  /** True when the taker sold. */
  readonly buyerIsMaker: boolean;
}
