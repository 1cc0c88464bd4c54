import { baseOf } from "../../contract/coins.ts";
import type { InitWishes } from "../../contract/rest/init.ts";
import type { Registry } from "../registry.ts";

/**
 * The coins and symbols that wishes mean. Bars and features are of followed symbols only; a coin may be seeded
 * without being followed.
 * @throws WickError unknown_symbol for a coin whose bars are wished for and that is not followed.
 */
export async function resolveWishes(
  wishes: InitWishes,
  registry: Pick<Registry, "active" | "resolve">,
): Promise<{ readonly coins: readonly string[] | null; readonly symbols: readonly string[] }> {
  const ofBars = wishes.deepBackfillDays !== undefined || wishes.computeTech;
  const fed = (await registry.active()).filter(({ feed }) => feed === "binance");
  if (wishes.coins === undefined) {
    return { coins: null, symbols: ofBars ? fed.map(({ symbol }) => symbol) : [] };
  }
  const named = await Promise.all(
    wishes.coins.map(async (text) => {
      const exact = fed.find(({ symbol }) => symbol === text.toUpperCase());
      const row = ofBars ? await registry.resolve(text) : exact;
      return { base: row?.base ?? baseOf(text), symbol: row?.feed === "binance" ? row.symbol : undefined };
    }),
  );
  return {
    coins: named.map(({ base }) => base),
    symbols: ofBars ? named.flatMap(({ symbol }) => symbol ?? []) : [],
  };
}
