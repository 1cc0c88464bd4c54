import { logRatio } from "../indicators/parts/log-ratio.ts";
import type { JoinedBar } from "./joined-bar.ts";

/** Joined bars as columns of natural logarithms: y of symbol1's price, x of symbol2's. */
export interface LogPrices {
  readonly y: Float64Array;
  readonly x: Float64Array;
}

/** Each logarithm is the double nearest to the true one or its neighbour, the same in every engine ([IND-9]). */
export function logPricesOf(bars: readonly JoinedBar[]): LogPrices {
  return {
    y: Float64Array.from(bars, ({ price1 }) => logRatio(1, price1)),
    x: Float64Array.from(bars, ({ price2 }) => logRatio(1, price2)),
  };
}

/** The window of `count` bars before `end` (exclusive), as views without a copy. */
export function windowOf({ y, x }: LogPrices, end: number, count: number): LogPrices {
  return { y: y.subarray(end - count, end), x: x.subarray(end - count, end) };
}
