import type { Ohlcv } from "../bars/bar.ts";
import type { PriceBar } from "./kernel.ts";

/** The one place where exact decimals become doubles for indicators: each to the nearest double. */
export function priceBarOf(
  bar: Pick<Ohlcv, "openTime" | "open" | "high" | "low" | "close" | "volume">,
): PriceBar {
  return {
    openTime: bar.openTime,
    open: Number(bar.open),
    high: Number(bar.high),
    low: Number(bar.low),
    close: Number(bar.close),
    volume: Number(bar.volume),
  };
}
