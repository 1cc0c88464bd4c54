import type { Fill } from "./fill.ts";
import { type KlineRow, usedDigits } from "./kline-table.ts";

/**
 * As many fractional digits as were ever used; fewer for sizes where the largest volume would then exceed the
 * integers that a double holds.
 */
export function digitsOf(
  fills: readonly Fill[],
  tables: readonly { readonly rows: readonly KlineRow[] }[],
): { priceDigits: number; sizeDigits: number } {
  let [priceDigits, sizeDigits, largest] = [0, 0, 1];
  for (const { rows } of tables) {
    for (const [, open, high, low, close, volume] of rows) {
      for (const price of [open, high, low, close]) priceDigits = Math.max(priceDigits, usedDigits(price));
      sizeDigits = Math.max(sizeDigits, usedDigits(volume));
      largest = Math.max(largest, Number(volume));
    }
  }
  for (const fill of fills) {
    priceDigits = Math.max(priceDigits, scaledDigits(fill.price));
    sizeDigits = Math.max(sizeDigits, scaledDigits(fill.size));
  }
  const room = Math.floor(Math.log10(Number.MAX_SAFE_INTEGER / largest));
  return { priceDigits: Math.min(8, priceDigits), sizeDigits: Math.max(0, Math.min(8, sizeDigits, room)) };
}

/** Fractional digits of a number scaled by 10^8. */
function scaledDigits(scaled: bigint): number {
  let used = 8;
  for (let rest = scaled; used > 0 && rest % 10n === 0n; rest /= 10n) used -= 1;
  return used;
}
