import { afterAll, beforeAll, expect, test } from "vitest";
import type { SymbolHubRpc } from "../../contract/hub.ts";
import type { SymbolId } from "../../contract/symbol.ts";
import { Hub } from "../../durable-objects/symbol-hub/hub.ts";
import { seedCoins } from "../../platform/d1/coins.ts";
import type { CoinRow } from "../../platform/d1/schema/coins.ts";
import type { SymbolRow } from "../../platform/d1/schema/symbols.ts";
import { openHistory } from "../../platform/history/history.ts";
import { type DeskWorld, openDeskWorld } from "../../tests/support/desk-world.ts";
import { openJobWorld } from "../../tests/support/job-world.ts";
import { NodeSql } from "../../tests/support/node-sql.ts";
import { bitcoinSource } from "../../tests/support/source-payloads.ts";
import { refuses } from "../../tests/support/source-server.ts";
import { coinDetails, turnOf } from "./coin-details.ts";
import { chartCache, volumeCache } from "./daily-series.ts";
import { marketSnapshot } from "./market-snapshot.ts";
import { priceSnapshot } from "./price-snapshot.ts";

const DAY = 86_400_000;
const START = Date.UTC(2024, 7, 8);
/** The machine's clock: the data's is two years behind. */
const NOW = Date.UTC(2026, 10, 21, 12);

let sources: DeskWorld;
beforeAll(async () => {
  sources = await openDeskWorld(NOW);
  sources.gecko.answer(bitcoinSource);
  for (const server of [sources.cap, sources.compare]) server.answer(refuses(503));
});
afterAll(() => sources.close());

const btc: SymbolRow = {
  symbol: "BTCUSDT",
  feed: "push",
  tickSize: "0.01",
  stepSize: "0.01",
  latenessMs: 0,
  base: "BTC",
  quote: "USDT",
  name: "Bitcoin",
  status: "active",
  addedAt: 1,
};

/** A real hub with three days of ticks, and everything that jobs reach it by. */
async function openWorld() {
  const hub = new Hub({
    sql: new NodeSql(),
    now: () => NOW,
    later: () => {},
    openFeed: () => {
      throw new Error("a pushed symbol has no feed");
    },
    source: "replay",
    sendOutbox: async () => {},
    sendSignals: async () => {},
    onError: (what, error) => {
      throw new Error(what, { cause: error });
    },
  });
  hub.configure("BTCUSDT" as SymbolId, { feed: "push", tickSize: "0.01", stepSize: "0.01", latenessMs: 0 });
  const push = async (day: number, price: string) => {
    await hub.ingest([{ timestamp: START + day * DAY + 1_000, price, size: "0.5" }]);
  };
  await push(0, "61710.13");
  await push(1, "60880.1");
  await push(2, "67250.01");
  const stub = {
    getStatus: async () => hub.getStatus(),
    getTicker: async () => hub.getTicker(),
    getBars: async (query: never) => structuredClone(await hub.getBars(query)),
  } as Partial<SymbolHubRpc> as SymbolHubRpc;
  const base = openJobWorld(NOW);
  const history = openHistory({
    hub: () => stub,
    db: base.ports.db,
    cold: base.ports.cold,
    exchange: base.ports.exchange,
    now: base.ports.now,
  });
  const ports = { ...base.ports, symbols: async () => [btc], hub: () => stub, history };
  const entry = (key: string) =>
    base.rows(`SELECT * FROM cache_entry WHERE key = '${key}'`)[0] as
      | { json: string; as_of: number; fresh_until: number; source: string }
      | undefined;
  return { ...base, ports, push, entry };
}

test("[SRC-80] the price snapshot writes one row, and none while nothing moved", async () => {
  const { ports, push, entry, at } = await openWorld();
  expect(await priceSnapshot.run(ports)).toMatchObject({ rows: 1 });
  expect(entry("prices")).toMatchObject({ as_of: NOW, fresh_until: NOW + 10_000 });
  expect(JSON.parse(entry("prices")?.json ?? "")).toMatchObject([
    { symbol: "BTCUSDT", day: { last: "67250.01" }, source: "push" },
  ]);
  at(NOW + 60_000);
  expect(await priceSnapshot.run(ports)).toEqual({ rows: 0, detail: "nothing moved" });
  expect(entry("prices")?.as_of).toBe(NOW);
  await push(2.5, "67251");
  expect(await priceSnapshot.run(ports)).toMatchObject({ rows: 1 });
});

test("[SRC-80] without symbols there is nothing to keep", async () => {
  const { ports } = await openWorld();
  const none = { ...ports, symbols: async () => [] };
  expect(await priceSnapshot.run(none)).toEqual({ rows: 0, detail: "no symbols" });
  expect(await marketSnapshot.run(none)).toMatchObject({ rows: 0 });
});

test("[SRC-81] the market snapshot has the outside source's figures, and asks once in five minutes", async () => {
  const { ports, entry, at } = await openWorld();
  const desk = sources.open();
  const asked = sources.gecko.requests.length;
  expect(await marketSnapshot.run({ ...ports, desk })).toMatchObject({ rows: 1 });
  at(NOW + 60_000);
  expect(await marketSnapshot.run({ ...ports, desk })).toMatchObject({ rows: 0, detail: "nothing moved" });
  expect(sources.gecko.requests).toHaveLength(asked + 1);
  expect(entry("market")).toMatchObject({ source: "coingecko" });
  expect(JSON.parse(entry("market")?.json ?? "")).toMatchObject([
    { coin: "bitcoin", symbol: "BTCUSDT", marketCap: "1325380911567100123", source: "coingecko" },
  ]);
  // Five minutes after the run, not after the answer: the desk's figures are aged by then, and waited for.
  sources.pass(5 * 60_000 - 2_000);
  expect(await marketSnapshot.run({ ...ports, desk })).toMatchObject({ rows: 1 });
  expect(sources.gecko.requests).toHaveLength(asked + 2);
  expect(JSON.parse(entry("market")?.json ?? "")).toMatchObject([{ stale: false }]);
});

test("[SRC-81] with no desk, or one that fails, our own hubs tell the prices, and nothing moves by itself", async () => {
  const { ports, entry, at } = await openWorld();
  expect(await marketSnapshot.run(ports)).toMatchObject({ rows: 1, detail: "1 coins, most by wick" });
  expect(JSON.parse(entry("market")?.json ?? "")).toMatchObject([{ price: "67250.01", source: "wick" }]);
  at(NOW + 120_000);
  expect(await marketSnapshot.run(ports)).toMatchObject({ rows: 0, detail: "nothing moved" });
});

test("[SRC-82] details are asked for once a day; what is known is never lost", async () => {
  const { ports, rows, at } = await openWorld();
  const known = () => rows("SELECT id, genesis, all_time_high, source FROM coins");
  expect(await coinDetails.run(ports)).toMatchObject({
    rows: 1,
    detail: expect.stringContaining("built-in"),
  });
  expect(known()).toMatchObject([{ id: "bitcoin", source: null }]);
  const desk = sources.open();
  expect(await coinDetails.run({ ...ports, desk })).toMatchObject({ rows: 1 });
  expect(known()).toMatchObject([{ genesis: "2009-01-03", all_time_high: "73738", source: "coingecko" }]);
  expect(await coinDetails.run({ ...ports, desk })).toEqual({
    rows: 0,
    detail: "0 asked for, 0 told, 0 changed",
  });
  at(NOW + DAY);
  expect(await coinDetails.run({ ...ports, desk })).toMatchObject({
    detail: expect.stringMatching(/^1 asked for/),
  });
});

test("[SRC-82] coins that no source knows keep nobody from its turn", async () => {
  const { ports } = await openWorld();
  const wished = Array.from({ length: 12 }, (_, n) => ({
    id: `coin-${n}`,
    base: `C${n}`,
    name: `Coin ${n}`,
  }));
  await seedCoins(ports.db, wished, { detailed: false, useGivenNumbers: false });
  const all = (await ports.db.prepare("SELECT *, updated_at AS updatedAt FROM coins").all<CoinRow>()).results;
  const seen = new Set<string>();
  for (let hour = 0; hour < 12; hour += 1) {
    const turn = turnOf(all, NOW + hour * 3_600_000);
    expect(turn).toHaveLength(5);
    for (const { id } of turn) seen.add(id);
  }
  expect(seen.size).toBe(12);
});

test("[SRC-83] daily series are of final bars alone, made once a day", async () => {
  const { ports, entry, at, push } = await openWorld();
  await push(2.5, "67251");
  expect(await chartCache.run(ports)).toEqual({ rows: 1, detail: "1 of 1 due series made" });
  expect(await volumeCache.run(ports)).toMatchObject({ rows: 1 });
  expect(JSON.parse(entry("chart:BTCUSDT")?.json ?? "")).toEqual([
    [START, "61710.13"],
    [START + DAY, "60880.1"],
  ]);
  expect(JSON.parse(entry("volume:BTCUSDT")?.json ?? "")).toEqual([
    [START, "30855.065"],
    [START + DAY, "30440.05"],
  ]);
  expect(entry("chart:BTCUSDT")?.fresh_until).toBe(Date.UTC(2026, 10, 22, 0, 5));
  expect(await chartCache.run(ports)).toEqual({ rows: 0, detail: "0 of 0 due series made" });
  at(NOW + DAY);
  expect(await chartCache.run(ports)).toMatchObject({ rows: 1 });
});

test("[SRC-83] a symbol whose bars cannot be read costs itself alone, all of them the run", async () => {
  const { ports, entry } = await openWorld();
  const broken: SymbolRow = { ...btc, symbol: "DOWNUSDT", base: "DOWN" };
  const { history } = ports;
  const failing = {
    ...history,
    page: async (...[symbol, ...rest]: Parameters<typeof history.page>) => {
      if (symbol === "DOWNUSDT") throw new Error("the hub is away");
      return await history.page(symbol, ...rest);
    },
  };
  const both = { ...ports, symbols: async () => [broken, btc], history: failing };
  expect(await chartCache.run(both)).toMatchObject({ rows: 1, detail: "1 of 2 due series made" });
  expect(entry("chart:DOWNUSDT")).toBeUndefined();
  const alone = { ...both, symbols: async () => [broken] };
  await expect(chartCache.run(alone)).rejects.toThrow("the hub is away");
});
