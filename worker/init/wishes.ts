import { z } from "zod";
import type { InitWishes } from "../../contract/rest/init.ts";
import { InitWishesSchema } from "../../contract/rest/init.ts";
import { SymbolNameSchema } from "../../contract/symbol.ts";

/** What an initialisation is to do, resolved: the coins by base asset, and the symbols that stand for them. */
export const PlainWishesSchema = InitWishesSchema.omit({ coins: true, superuser: true }).extend({
  /** Base assets that were named; null where all are meant. */
  coins: z.array(z.string()).nullable(),
  /** Symbols of an exchange whose bars are meant. */
  symbols: z.array(SymbolNameSchema),
});
export type PlainWishes = z.infer<typeof PlainWishesSchema>;

/** How an initialisation's wishes are kept. Equal wishes are equal texts, whatever their order was. */
export function wishesText(
  wishes: InitWishes,
  resolved: { readonly coins: readonly string[] | null; readonly symbols: readonly string[] },
): string {
  const { superuser: _superuser, coins: _coins, ...others } = wishes;
  const plain = {
    ...others,
    timeframes: sorted(others.timeframes),
    coins: resolved.coins === null ? null : sorted(resolved.coins),
    symbols: sorted(resolved.symbols),
  };
  // Absent and undefined are the same here, and keys come in one order.
  const entries = Object.entries(plain).filter(([, value]) => value !== undefined);
  return JSON.stringify(Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1))));
}

/** @throws Error on a text that `wishesText` did not write. */
export function wishesOf(text: string): PlainWishes {
  return PlainWishesSchema.parse(JSON.parse(text));
}

function sorted(texts: readonly string[]): readonly string[] {
  return [...new Set(texts)].sort();
}
