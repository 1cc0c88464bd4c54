import type { BarColumns } from "../kernel.ts";

/** (high + low + close) / 3. Quote units. */
export function typicalPrice(high: number, low: number, close: number): number {
  return (high + low + close) / 3;
}

/** `typicalPrice` of every bar. */
export function typicalPriceColumn({ high, low, close }: BarColumns): Float64Array {
  const prices = new Float64Array(close.length);
  for (let i = 0; i < prices.length; i++) {
    prices[i] = typicalPrice(high[i] ?? 0, low[i] ?? 0, close[i] ?? 0);
  }
  return prices;
}
