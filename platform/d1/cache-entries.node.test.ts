import { expect, test } from "vitest";
import { openNodeD1 } from "../../tests/support/node-d1.ts";
import {
  clearCacheEntries,
  getCacheEntries,
  getCacheEntry,
  listCacheEntries,
  putCacheEntries,
  putCacheEntry,
} from "./cache-entries.ts";

const entry = (asOf: number, json: string, key = "chart:bitcoin") => ({
  key,
  json,
  asOf,
  freshUntil: asOf + 100,
  source: "hubs",
});

test("[ETL-40] the same answer is written again only once the kept one is stale", async () => {
  const { db } = openNodeD1();
  expect(await putCacheEntry(db, entry(1_000, "[1]"), 1_000)).toBe(true);
  expect(await putCacheEntry(db, entry(1_050, "[1]"), 1_050)).toBe(false);
  expect(await getCacheEntry(db, "chart:bitcoin")).toEqual(entry(1_000, "[1]"));
  expect(await putCacheEntry(db, entry(1_060, "[2]"), 1_060)).toBe(true);
  expect(await putCacheEntry(db, entry(1_160, "[2]"), 1_160)).toBe(true);
  expect(await getCacheEntry(db, "chart:bitcoin")).toEqual(entry(1_160, "[2]"));
  expect(await putCacheEntry(db, { ...entry(1_161, "[2]"), source: "coingecko" }, 1_161)).toBe(true);
});

test("[ETL-40] an older answer never replaces a newer one", async () => {
  const { db } = openNodeD1();
  await putCacheEntry(db, entry(2_000, "[2]"), 2_000);
  expect(await putCacheEntry(db, entry(1_000, "[1]"), 9_000)).toBe(false);
  expect((await getCacheEntry(db, "chart:bitcoin"))?.json).toBe("[2]");
});

test("[ETL-40] many are kept, read, listed and cleared in one statement each", async () => {
  const { db, statements } = openNodeD1();
  const entries = Array.from({ length: 300 }, (_, n) => entry(n, `"é${n}"`, `chart:c${n}`));
  expect(await putCacheEntries(db, entries, 0)).toBe(300);
  expect(await putCacheEntries(db, [], 0)).toBe(0);
  const found = await getCacheEntries(db, ["chart:c7", "chart:none", "chart:c8"]);
  expect([...found.keys()].toSorted()).toEqual(["chart:c7", "chart:c8"]);
  expect((await listCacheEntries(db))[0]).toEqual({
    key: "chart:c0",
    asOf: 0,
    freshUntil: 100,
    source: "hubs",
    bytes: 5,
  });
  expect(await clearCacheEntries(db, "chart:c29")).toBe(11);
  expect(await clearCacheEntries(db)).toBe(289);
  expect(statements()).toBe(5);
});
