import { expect, it } from "vitest";
import { InitWishesSchema } from "../../contract/rest/init.ts";
import { parseVariables } from "../../platform/config.ts";
import { putSymbol } from "../../platform/d1/symbols.ts";
import { openNodeD1 } from "../../tests/support/node-d1.ts";
import { Registry } from "../registry.ts";
import { resolveWishes } from "./resolve.ts";

async function openRegistry(): Promise<Registry> {
  const { db } = openNodeD1();
  const push = { feed: "push", tickSize: "1", stepSize: "1", latenessMs: 0 } as const;
  await putSymbol(db, "MYCOIN", push, undefined, 1);
  const config = parseVariables({ SYMBOLS: "BTCUSDT,ETHUSDT" });
  return new Registry({ db, config, now: () => 1, start: async () => {} });
}
const resolved = async (wishes: object) =>
  await resolveWishes(InitWishesSchema.parse(wishes), await openRegistry());

it("[INIT-1] without coins all symbols are meant that an exchange feeds", async () => {
  expect(await resolved({ deepBackfillDays: 1 })).toEqual({ coins: null, symbols: ["BTCUSDT", "ETHUSDT"] });
  // The caches and coins have no symbols of their own: adding one later is no other wish.
  expect(await resolved({ warmCaches: true })).toEqual({ coins: null, symbols: [] });
});

it("[INIT-1] a coin is named by its id, its base asset or a symbol", async () => {
  for (const name of ["BTC", "btc", "bitcoin", "BTCUSDT", "btcusdt"]) {
    expect(await resolved({ coins: [name], computeTech: true })).toEqual({
      coins: ["BTC"],
      symbols: ["BTCUSDT"],
    });
  }
  expect(await resolved({ coins: ["mycoin"], computeTech: true })).toEqual({
    coins: ["MYCOIN"],
    symbols: [],
  });
});

it("[INIT-1] bars of a coin that is not followed cannot be had; the coin itself can be seeded", async () => {
  await expect(resolved({ coins: ["LINK"], deepBackfillDays: 1 })).rejects.toMatchObject({
    code: "unknown_symbol",
  });
  expect(await resolved({ coins: ["chainlink"], seedCoins: true })).toEqual({ coins: ["LINK"], symbols: [] });
});
