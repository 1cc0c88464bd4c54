import { expect, it } from "vitest";
import { InitWishesSchema } from "../../contract/rest/init.ts";
import { wishesOf, wishesText } from "./wishes.ts";

const NONE = { coins: null, symbols: [] };

it("[INIT-32] equal wishes are one text, whatever their order; a superuser is no part of them", () => {
  const one = InitWishesSchema.parse({ timeframes: ["1h", "1d"], warmCaches: true, deepBackfillDays: 3 });
  const other = InitWishesSchema.parse({
    deepBackfillDays: 3,
    warmCaches: true,
    timeframes: ["1d", "1h", "1d"],
    superuser: { name: "ada", hash: "0".repeat(64) },
  });
  const symbols = ["ETHUSDT", "BTCUSDT"];
  const text = wishesText(one, { coins: ["ETH", "BTC"], symbols });
  expect(wishesText(other, { coins: ["BTC", "ETH"], symbols: symbols.toReversed() })).toBe(text);
  expect(text).not.toContain("ada");
  expect(wishesText(one, NONE)).not.toBe(text);
  expect(wishesOf(text)).toMatchObject({
    symbols: ["BTCUSDT", "ETHUSDT"],
    timeframes: ["1d", "1h"],
    deepBackfillDays: 3,
  });
});

it("[INIT-5] wishes that mean nothing are refused", () => {
  for (const bad of [
    { deepBackfillDays: 0 },
    { deepBackfillDays: 7_301 },
    { timeframes: [] },
    { timeframes: ["1s"] },
    { coinList: [{ id: "Bad Id", base: "BTC", name: "x" }] },
    { superuser: { name: "x", hash: "short" } },
    { nonsense: true },
  ]) {
    expect(InitWishesSchema.safeParse(bad).success, JSON.stringify(bad)).toBe(false);
  }
});
