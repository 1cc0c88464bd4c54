/**
 * One aggregate trade of the replayed market with the individual fills it stands for. Prices and sizes are
 * integers scaled by 10^8, as on the wire.
 */
export interface AggTrade {
  readonly id: number;
  readonly firstId: number;
  readonly lastId: number;
  readonly price: bigint;
  readonly size: bigint;
  /** Microseconds since the epoch; whole milliseconds where the source knows no finer time. */
  readonly timeUs: number;
  readonly buyerIsMaker: boolean;
  /** Sizes of the individual trades `firstId..lastId`, in order; they add up to `size`. */
  readonly fills: readonly bigint[];
}

/** The trade's time in whole milliseconds. */
export function timeMs(trade: AggTrade): number {
  return Math.floor(trade.timeUs / 1_000);
}
