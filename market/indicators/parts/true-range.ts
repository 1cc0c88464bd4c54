import type { PriceBar } from "../kernel.ts";

/** Wilder's true range: the bar's own range, widened by the step from the close before it. Quote units. */
export function trueRange(bar: PriceBar, previousClose: number): number {
  return Math.max(bar.high - bar.low, Math.abs(bar.high - previousClose), Math.abs(bar.low - previousClose));
}
