import type { PriceBar } from "../kernel.ts";

/** (high + low + close) / 3. Quote units. */
export function typicalPrice(bar: PriceBar): number {
  return (bar.high + bar.low + bar.close) / 3;
}
