import { evictDurableObject, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { beforeAll, expect, inject, it } from "vitest";
import { MarketDesk } from "../../durable-objects/market-desk/market-desk.ts";
import { until } from "../support/until.ts";
import type {} from "./provided.ts";
import { openWick } from "./wick.ts";

const BTC = { id: "bitcoin", base: "BTC" };

beforeAll(async () => {
  await openWick();
});

/** Runs in the object's own storage, with a source: the bindings of tests name none. */
async function atDesk<T>(name: string, run: (desk: MarketDesk) => Promise<T>): Promise<T> {
  const stub = env.MARKET_DESK.getByName(name);
  return await runInDurableObject(stub, async (_object, state) => {
    const own = { ...env, MARKET_SOURCES: "coingecko,binance", COINGECKO_URL: inject("coinSource").url };
    return await run(new MarketDesk(state, own));
  });
}

it("[SRC-2] in workerd, too, every digit arrives", async () => {
  const { markets, tried } = await atDesk("digits", (desk) => desk.markets([BTC]));
  expect(tried).toEqual([]);
  expect(markets).toMatchObject([
    { price: "67250.123456789012345", marketCap: "1325380911567100123", source: "coingecko", stale: false },
  ]);
});

it("[SRC-32] [SRC-41] budgets, counts and markets survive an eviction", async () => {
  await atDesk("evicted", (desk) => desk.markets([BTC]));
  await evictDurableObject(env.MARKET_DESK.getByName("evicted"));
  const after = await atDesk("evicted", async (desk) => ({
    answer: await desk.markets([BTC]),
    status: await desk.status(),
  }));
  expect(after.answer.markets).toMatchObject([{ coin: "bitcoin", stale: false }]);
  const gecko = after.status.sources.find(({ source }) => source === "coingecko");
  expect(gecko).toMatchObject({ order: 0, reachable: true, counts: { requests: 1 } });
  expect(gecko?.budget.map(({ used }) => used)).toEqual([1, 1, 1]);
});

it("[SRC-33] the day's use is written down in D1, and not again while it is the same", async () => {
  await env.DB.prepare("DELETE FROM api_usage").run();
  const details = await atDesk("usage", (desk) => desk.details(BTC));
  expect(details.value).toMatchObject({ genesis: "2009-01-03" });
  const row = await until("the use is written", async () => {
    return (await env.DB.prepare("SELECT * FROM api_usage").first()) ?? undefined;
  });
  expect(row).toMatchObject({ source: "coingecko", requests: 1, failures: 0, rate_limited: 0 });
  // Within five minutes more requests write nothing.
  await atDesk("usage", (desk) => desk.chart(BTC, 30));
  expect(await env.DB.prepare("SELECT requests FROM api_usage").first("requests")).toBe(1);
});

it("[SRC-11] without sources the desk itself answers over RPC that it knows nobody", async () => {
  const desk = env.MARKET_DESK.getByName("alone");
  expect(await desk.markets([BTC])).toMatchObject({ markets: [] });
  expect((await desk.details(BTC)).value).toBeNull();
  expect((await desk.status()).sources).toHaveLength(4);
});
