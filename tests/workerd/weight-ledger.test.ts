import { evictDurableObject, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterEach, beforeEach, expect, inject, it, vi } from "vitest";
import { binanceFeed } from "../../platform/feeds/binance/feed.ts";
import type {} from "./provided.ts";

// The ledger counts by calendar minute: no test may run into the next one.
beforeEach(() => {
  vi.useFakeTimers({ toFake: ["Date"], now: 1_735_000_020_000 });
});
afterEach(() => {
  vi.useRealTimers();
});

it("[FEED-18] leases weight over RPC and shows it", async () => {
  const ledger = env.WEIGHT_LEDGER.getByName("lease");
  expect(await ledger.lease(40, "live")).toMatchObject({ granted: 40, retryAfterMs: 0 });
  expect(await ledger.getStats()).toMatchObject({ limit1m: 6_000, leased1m: 40, stoppedForMs: 0 });
});

it("[FEED-28] remembers a ban through an eviction", async () => {
  const ledger = env.WEIGHT_LEDGER.getByName("ban");
  await ledger.report({ status: 418, retryAfterMs: 600_000 });
  await evictDurableObject(ledger);
  expect(await ledger.lease(4, "live")).toMatchObject({ granted: 0 });
  expect((await ledger.getStats()).stoppedForMs).toBeGreaterThan(500_000);
});

it("[FEED-28] forgets a mere 429 with its memory, and stores nothing for it", async () => {
  const ledger = env.WEIGHT_LEDGER.getByName("limit");
  await ledger.report({ status: 429, retryAfterMs: 600_000 });
  await runInDurableObject(ledger, (_object, state) => {
    expect([...state.storage.kv.list()]).toEqual([]);
  });
});

it("[FEED-18] [FEED-23] serves a feed: its requests are leased, the exchange's count comes back", async () => {
  const { restUrl, wsUrl } = inject("feedExchange");
  const ledger = env.WEIGHT_LEDGER.getByName("feed");
  const feed = binanceFeed({
    symbol: "BTCUSDT",
    restUrls: [restUrl],
    wsUrls: [wsUrl],
    ledger,
    now: Date.now,
    random: Math.random,
  });
  await ledger.lease(1_780, "repair");
  expect(await feed.rest.aggTrades({ limit: 5, purpose: "repair" })).toHaveLength(5);
  await expect(feed.rest.klines({ timeframe: "1m", limit: 5 })).resolves.toHaveLength(5);
  expect(await ledger.getStats()).toMatchObject({ leased1m: 1_840 });
});
