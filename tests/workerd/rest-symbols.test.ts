import { beforeAll, expect, it, vi } from "vitest";
import { DetailedHealthSchema, StatsSchema } from "../../contract/rest/health.ts";
import {
  MarketListSchema,
  PriceListSchema,
  QuickMarketListSchema,
  QuickPriceListSchema,
} from "../../contract/rest/prices.ts";
import { SymbolListSchema } from "../../contract/rest/symbols.ts";
import { parseDecimal } from "../../market/bars/decimal.ts";
import { upsertBars } from "../../platform/d1/bars.ts";
import { seedSymbols } from "../../platform/d1/symbols.ts";
import { hubStub } from "../../worker/stubs.ts";
import { addPushed, openWick, type Wick } from "./wick.ts";

let wick: Wick;
beforeAll(async () => {
  wick = await openWick();
});

const symbolsOf = async () => SymbolListSchema.parse(await (await wick.fetch("/api/symbols")).json()).symbols;

it("[REST-80] a symbol is added and removed while running; its name may be a coin's", async () => {
  await addPushed(wick, "SOLUSDT");
  expect(await symbolsOf()).toMatchObject([
    { symbol: "SOLUSDT", base: "SOL", quote: "USDT", name: "Solana", coin: "solana", tickSize: "0.01" },
  ]);
  for (const name of ["SOLUSDT", "solusdt", "SOL", "sol", "solana", "Solana"]) {
    expect((await wick.fetch(`/api/features/ohlcv/${name}`)).status).toBe(200);
  }
  expect((await wick.send("DELETE", "/api/admin/symbols/SOLUSDT", {})).status).toBe(200);
  expect(await symbolsOf()).toEqual([]);
  expect((await wick.fetch("/api/features/ohlcv/SOLUSDT")).status).toBe(404);
  expect((await wick.send("DELETE", "/api/admin/symbols/SOLUSDT", {})).status).toBe(404);
});

it("[REST-81] a symbol of the exchange is checked there before it is added", async () => {
  const put = async (symbol: string) =>
    await wick.send("PUT", `/api/admin/symbols/${symbol}`, { feed: "binance" });
  const known = await put("BTCUSDT");
  expect(known.status).toBe(200);
  expect(await known.json()).toMatchObject({ feed: "binance", base: "BTC", tickSize: expect.any(String) });
  const unknown = await put("NOSUCHUSDT");
  expect(unknown.status).toBe(404);
  expect(await unknown.json()).toMatchObject({ code: "unknown_symbol" });
  expect((await put("not-a-symbol")).status).toBe(400);
  await wick.send("DELETE", "/api/admin/symbols/BTCUSDT", {});
});

it("[REST-82] seeding adds what is configured once, in order, and does not revive what was removed", async () => {
  const now = 1_700_000_000_000;
  expect(await seedSymbols(wick.env.DB, ["AAAUSDT", "BBBUSDT"], now)).toEqual(["AAAUSDT", "BBBUSDT"]);
  expect(await seedSymbols(wick.env.DB, ["BBBUSDT", "AAAUSDT"], now + 10)).toEqual([]);
  await wick.env.DB.prepare("UPDATE symbols SET status = 'removed' WHERE symbol = 'AAAUSDT'").run();
  expect(await seedSymbols(wick.env.DB, ["AAAUSDT", "BBBUSDT"], now + 20)).toEqual([]);
  await wick.env.DB.prepare("DELETE FROM symbols WHERE symbol IN ('AAAUSDT', 'BBBUSDT')").run();
});

it("[REST-83] each minute every active symbol's hub is configured, also after a crash", async () => {
  await addPushed(wick, "CRONUSDT");
  await hubStub(wick.env, "CRONUSDT").remove();
  await wick.runCron();
  expect(await hubStub(wick.env, "CRONUSDT").getStatus()).toMatchObject({ symbol: "CRONUSDT", feed: "push" });
});

it("[REST-82] [REST-87] the configured symbols appear by themselves; their steps are asked for each minute", async () => {
  const configured = await openWick({ SYMBOLS: "BTCUSDT" });
  const seen = async () =>
    SymbolListSchema.parse(await (await configured.fetch("/api/symbols/")).json()).symbols.find(
      (row) => row.symbol === "BTCUSDT",
    );
  await configured.env.DB.prepare("DELETE FROM symbols WHERE symbol = 'BTCUSDT'").run();
  expect(await seen()).toMatchObject({ feed: "binance", name: "Bitcoin", tickSize: null });
  await configured.runCron();
  await vi.waitFor(async () => expect(await seen()).toMatchObject({ tickSize: "0.01" }), { timeout: 10_000 });
  await configured.send("DELETE", "/api/admin/symbols/BTCUSDT", {});
});

it("[REST-84] the restart hook exists only where hooks are on", async () => {
  await addPushed(wick, "HOOKUSDT");
  expect((await wick.send("POST", "/api/admin/hubs/HOOKUSDT/restart", {})).status).toBe(200);
  expect(await hubStub(wick.env, "HOOKUSDT").getStatus()).toMatchObject({ symbol: "HOOKUSDT" });
  const live = await openWick({ WICK_TEST_HOOKS: "0" });
  expect((await live.send("POST", "/api/admin/hubs/HOOKUSDT/restart", {})).status).toBe(404);
});

it("[REST-70] prices come from the hubs, digits and all; quick answers never wait", async () => {
  // A cron of the tests before may have stored a snapshot, if its minute had come.
  await wick.env.DB.prepare("DELETE FROM cache_entry").run();
  const own = await openWick();
  const cold = await (await own.fetch("/api/quick/prices")).json();
  expect(QuickPriceListSchema.parse(cold)).toMatchObject({
    prices: [],
    asOf: null,
    ageMs: null,
    stale: true,
  });

  await addPushed(own, "PRCUSDT");
  const at = Math.floor(Date.now() / 1_000) * 1_000;
  const ticks = [{ symbol: "PRCUSDT", timestamp: at, price: "12.34", size: "2", id: "1" }];
  expect((await own.send("POST", "/api/ingestion/ingest", { ticks })).status).toBe(200);
  const expected = { symbol: "PRCUSDT", last: 12.34, volume: 2, time: at, state: "live", source: "push" };
  await vi.waitFor(
    async () => {
      const { prices } = PriceListSchema.parse(await (await own.fetch("/api/prices")).json());
      expect(prices.find((price) => price.symbol === "PRCUSDT")).toMatchObject(expected);
    },
    { timeout: 10_000 },
  );
  const market = await (await own.fetch("/api/prices/market")).json();
  expect(MarketListSchema.parse(market).markets.find(({ symbol }) => symbol === "PRCUSDT")).toMatchObject({
    ...expected,
    sparkline: [12.34],
  });
  const quick = QuickMarketListSchema.parse(
    await (await own.fetch("/api/quick/market?decimals=string")).json(),
  );
  expect(quick.stale).toBe(false);
  expect(quick.markets.find(({ symbol }) => symbol === "PRCUSDT")).toMatchObject({ last: "12.34" });
});

it("[REST-85] health and statistics tell every part, metrics its counters", async () => {
  await addPushed(wick, "HLTUSDT");
  const health = DetailedHealthSchema.parse(await (await wick.fetch("/health/detailed")).json());
  expect(health).toMatchObject({ d1: { ok: true }, r2: { ok: true }, ledger: { ok: true } });
  expect(health.relays.every((relay) => relay.ok)).toBe(true);
  expect(health.hubs.find((hub) => hub.symbol === "HLTUSDT")).toMatchObject({ status: { feed: "push" } });
  const stats = StatsSchema.parse(await (await wick.fetch("/api/ingestion/stats")).json());
  expect(stats.hubs.map((hub) => hub.symbol)).toContain("HLTUSDT");
  const metrics = await (await wick.fetch("/metrics")).text();
  expect(metrics).toContain('wick_hub_trades_total{symbol="HLTUSDT"} 0\n');
  expect(metrics).toMatch(
    /wick_http_requests_total\{method="GET",route="\/health\/detailed",status="200"\} 1\n/,
  );
});

it("[REST-86] bars in D1 are upserted by revision: the newer wins, a resend writes nothing", async () => {
  const d = (text: string) => parseDecimal(text, 16);
  const bar = (revision: number, close: string) => ({
    openTime: 1_700_000_040_000,
    closeTime: 1_700_000_099_999,
    open: d("1"),
    high: d("2"),
    low: d("1"),
    close: d(close),
    volume: d("1325380.9115671"),
    quoteVolume: d("99999999999999.1234567890123456"),
    n: 1,
    takerBuyVolume: d("0"),
    takerBuyQuoteVolume: d("0"),
    firstId: null,
    lastId: 9_007_199_254_740_991,
    final: true,
    revision,
    source: "trades" as const,
  });
  const put = (revision: number, close: string) =>
    upsertBars(wick.env.DB, [{ symbol: "D1USDT", timeframe: "1m", bar: bar(revision, close) }]);
  await put(0, "1.5");
  await put(2, "1.7");
  expect(await put(1, "1.6")).toBe(0);
  expect(await put(2, "1.7")).toBe(0);
  const row = await wick.env.DB.prepare("SELECT * FROM ohlcv WHERE symbol = 'D1USDT'").all();
  expect(row.results).toMatchObject([
    {
      close: "1.7",
      revision: 2,
      quote_volume: "99999999999999.1234567890123456",
      last_id: 9_007_199_254_740_991,
    },
  ]);
  const many = Array.from({ length: 5_000 }, (_, n) => ({
    symbol: "MANYUSDT",
    timeframe: "1m" as const,
    bar: { ...bar(0, "1"), openTime: n * 60_000 },
  }));
  await upsertBars(wick.env.DB, many);
  const count = await wick.env.DB.prepare("SELECT count(*) AS n FROM ohlcv WHERE symbol = 'MANYUSDT'").first(
    "n",
  );
  expect(count).toBe(5_000);
});
