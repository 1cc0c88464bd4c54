import { expect, it } from "vitest";
import { COINS } from "../../contract/coins.ts";
import type { CoinDetails } from "../../contract/market.ts";
import { openNodeD1 } from "../../tests/support/node-d1.ts";
import { builtInDetails } from "../coins/built-in-details.ts";
import { getCoin, listCoins, saveCoinDetails, seedCoins } from "./coins.ts";

const wished = COINS.map((coin, position) => ({ ...coin, number: position + 1 }));
const BASIC = { detailed: false, useGivenNumbers: false };
const DETAILED = { detailed: true, useGivenNumbers: false };

it("[INIT-10] seeds the coins once, with numbers of their own; a second time writes nothing", async () => {
  const { db, sqlite } = openNodeD1();
  expect(await seedCoins(db, wished, BASIC)).toBe(COINS.length);
  const changes = () => Number(sqlite.prepare("SELECT total_changes() AS n").get()?.n);
  const before = changes();
  expect(await seedCoins(db, wished, BASIC)).toBe(0);
  expect(changes()).toBe(before);
  const rows = await listCoins(db);
  expect(rows.map(({ number }) => number)).toEqual(COINS.map((_, position) => position + 1));
  expect(rows[0]).toMatchObject({ id: "bitcoin", base: "BTC", description: null });
});

it("[INIT-11] details are filled in where there are none, and never replaced by seeding", async () => {
  const { db, sqlite } = openNodeD1();
  await seedCoins(db, wished.slice(0, 2), BASIC);
  sqlite.exec("UPDATE coins SET description = 'by hand' WHERE id = 'bitcoin'");
  expect(await seedCoins(db, wished.slice(0, 2), DETAILED)).toBe(2);
  expect(await getCoin(db, "bitcoin")).toMatchObject({ description: "by hand", maxSupply: "21000000" });
  expect(await getCoin(db, "ethereum")).toMatchObject({ genesis: "2015-07-30", source: null });
  expect(await seedCoins(db, wished.slice(0, 2), DETAILED)).toBe(0);
});

it("[INIT-12] given numbers are taken for new rows where they are free, and known rows keep theirs", async () => {
  const { db } = openNodeD1();
  const given = { detailed: false, useGivenNumbers: true };
  await seedCoins(db, [{ id: "bitcoin", base: "BTC", name: "Bitcoin", number: 7 }], given);
  await seedCoins(
    db,
    [
      { id: "bitcoin", base: "BTC", name: "Bitcoin", number: 99 },
      { id: "ethereum", base: "ETH", name: "Ethereum", number: 7 },
      { id: "solana", base: "SOL", name: "Solana", number: 3 },
      { id: "other-btc", base: "BTC", name: "Other", number: 4 },
    ],
    given,
  );
  expect((await listCoins(db)).map(({ id, number }) => [id, number])).toEqual([
    ["solana", 3],
    ["bitcoin", 7],
    ["ethereum", 8],
  ]);
});

it("[INIT-13] what a source does not tell stays; what it tells again writes nothing", async () => {
  const { db } = openNodeD1();
  await seedCoins(db, wished.slice(0, 1), DETAILED);
  const told: CoinDetails = {
    coin: "bitcoin",
    name: "Bitcoin",
    rank: 1,
    description: null,
    homepage: null,
    image: "https://img.test/btc.png",
    genesis: null,
    categories: [],
    marketCap: "1912345678901.12",
    circulatingSupply: null,
    totalSupply: null,
    maxSupply: null,
    allTimeHigh: null,
    allTimeHighAt: null,
    allTimeLow: null,
    allTimeLowAt: null,
    source: "coingecko",
    asOf: 5,
  };
  expect(await saveCoinDetails(db, told)).toBe(true);
  expect(await saveCoinDetails(db, { ...told, asOf: 9 })).toBe(false);
  expect(await getCoin(db, "bitcoin")).toMatchObject({
    rank: 1,
    description: builtInDetails("bitcoin")?.description,
    marketCap: "1912345678901.12",
    source: "coingecko",
    updatedAt: 5,
  });
  expect(await saveCoinDetails(db, { ...told, coin: "nobody" })).toBe(false);
});

it("every known coin is described", () => {
  for (const { id } of COINS) expect(builtInDetails(id), id).toBeDefined();
});
