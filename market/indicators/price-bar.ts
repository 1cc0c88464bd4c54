import type { EpochMs } from "../time/timeframe.ts";
import type { PriceBar } from "./kernel.ts";

/** A bar whose prices and volume are decimal text, as they are wherever bars are exact. */
export interface TextBar {
  readonly openTime: EpochMs;
  readonly open: string;
  readonly high: string;
  readonly low: string;
  readonly close: string;
  readonly volume: string;
}

/** The one place where exact decimals become doubles for indicators: each to the nearest double. */
export function priceBarOf(bar: TextBar): PriceBar {
  return {
    openTime: bar.openTime,
    open: Number(bar.open),
    high: Number(bar.high),
    low: Number(bar.low),
    close: Number(bar.close),
    volume: Number(bar.volume),
  };
}
