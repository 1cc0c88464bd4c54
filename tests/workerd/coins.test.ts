import { beforeAll, describe, expect, it } from "vitest";
import {
  CoinChartSchema,
  CoinListSchema,
  CoinSchema,
  CoinVolumeSchema,
  MarketDataSchema,
} from "../../contract/rest/coins.ts";
import { MarketListSchema, QuickPriceListSchema } from "../../contract/rest/prices.ts";
import {
  ApiHealthSchema,
  BatchingStatsSchema,
  DataSourcesHealthSchema,
  RateLimitApiSchema,
  RateLimitStatusSchema,
  RecommendationsSchema,
} from "../../contract/rest/sources.ts";
import { getCacheEntry, putCacheEntry } from "../../platform/d1/cache-entries.ts";
import { saveCoinDetails, seedCoins } from "../../platform/d1/coins.ts";
import { addPushed, openWick, type Wick } from "./wick.ts";

const MINUTE = 1_700_000_040_000;
const DAY = 86_400_000;

let wick: Wick;
beforeAll(async () => {
  wick = await openWick();
  await addPushed(wick, "BTCUSDT");
  const tick = (seconds: number, price: string) => ({
    symbol: "BTCUSDT",
    timestamp: MINUTE + seconds * 1_000,
    price,
    size: "0.5",
    id: String(seconds),
  });
  await wick.send("POST", "/api/ingestion/ingest", { ticks: [tick(0, "67250.01"), tick(61, "67260.02")] });
  const bitcoin = { id: "bitcoin", base: "BTC", name: "Bitcoin" };
  const monero = { id: "monero", base: "XMR", name: "Monero" };
  await seedCoins(wick.env.DB, [bitcoin, monero], { detailed: true, useGivenNumbers: false });
  await saveCoinDetails(wick.env.DB, {
    coin: "bitcoin",
    name: "Bitcoin",
    rank: 1,
    description: null,
    homepage: null,
    image: null,
    genesis: null,
    categories: [],
    marketCap: "1325380911567100123.5",
    circulatingSupply: "19712345",
    totalSupply: null,
    maxSupply: null,
    allTimeHigh: "73738",
    allTimeHighAt: 1_710_400_236_635,
    allTimeLow: null,
    allTimeLowAt: null,
    source: "coingecko",
    asOf: MINUTE,
  });
});

const text = async (path: string) => await (await wick.fetch(path)).text();
const parsed = async (path: string) => JSON.parse(await text(path));

describe("coins", () => {
  it("[SRC-50] are those that are followed and those in the table, with details digit by digit", async () => {
    const body = await text("/api/coins");
    expect(body).toContain('"marketCap":1325380911567100123.5,');
    const { coins } = CoinListSchema.parse(JSON.parse(body));
    expect(coins.map(({ coin }) => coin)).toEqual(["bitcoin", "monero"]);
    expect(coins[0]).toMatchObject({
      base: "BTC",
      day: { symbol: "BTCUSDT", last: 67260.02, high: 67260.02, low: 67250.01, volume: 1 },
      market: null,
      details: { rank: 1, allTimeHigh: 73738, source: "coingecko", asOf: MINUTE },
    });
    expect(coins[1]).toMatchObject({ day: null, details: { source: null } });
  });

  it.each(["BTC", "btc", "bitcoin", "Bitcoin", "BTCUSDT"])("[SRC-50] %s is bitcoin", async (name) => {
    expect(CoinSchema.parse(await parsed(`/api/coins/${name}`))).toMatchObject({ coin: "bitcoin" });
  });

  it("[SRC-50] decimals may be asked for as text; an unknown coin is 404", async () => {
    const coin = await parsed("/api/coins/btc?decimals=string");
    expect(coin.day.last).toBe("67260.02");
    const unknown = await wick.fetch("/api/coins/nope");
    expect([unknown.status, (await unknown.json<{ code: string }>()).code]).toEqual([404, "unknown_symbol"]);
  });
});

describe("daily series", () => {
  const warm = async (key: string, freshUntil: number, points: [number, string][]) =>
    await putCacheEntry(
      wick.env.DB,
      { key, json: JSON.stringify(points), asOf: MINUTE, freshUntil, source: "wick" },
      Date.now(),
    );

  it("[SRC-51] come warm from the database, cut to the days asked for", async () => {
    const points: [number, string][] = [
      [MINUTE, "1.1"],
      [MINUTE + DAY, "67250.12345678901234"],
    ];
    await warm("chart:BTCUSDT", Date.now() + DAY, points);
    const body = await text("/api/coins/bitcoin/chart?days=1");
    expect(body).toContain(`"prices":[[${MINUTE + DAY},67250.12345678901234]]`);
    expect(CoinChartSchema.parse(JSON.parse(body))).toMatchObject({
      coin: "bitcoin",
      symbol: "BTCUSDT",
      currency: "USDT",
      source: "wick",
      stale: false,
      asOf: MINUTE,
    });
  });

  it("[SRC-51] are made of our own bars where none are warm, and kept", async () => {
    const body = await parsed("/api/coins/BTC/volume");
    expect(CoinVolumeSchema.parse(body)).toMatchObject({ source: "wick", volumes: [] });
    const row = await wick.env.DB.prepare(
      "SELECT source FROM cache_entry WHERE key = 'volume:BTCUSDT'",
    ).first();
    expect(row).toEqual({ source: "wick" });
  });

  it("[SRC-52] of a coin that is not followed come from a source, or are not available", async () => {
    const response = await wick.fetch("/api/coins/monero/chart");
    const problem = await response.json<{ code: string; detail: string }>();
    expect([response.status, problem.code]).toEqual([503, "unavailable"]);
    expect(problem.detail).toContain("No market of Monero is followed");
  });

  it("[SRC-52] that cannot be read are not told as empty ones", async () => {
    const outOfReach = await openWick({ BINANCE_REST_URL: "http://127.0.0.1:9" });
    await outOfReach.env.DB.prepare(
      `INSERT INTO symbols (symbol, feed, base, quote, name, status, added_at)
       VALUES ('FARUSDT', 'binance', 'FAR', 'USDT', 'Far', 'active', 0)`,
    ).run();
    const response = await outOfReach.fetch("/api/coins/FAR/chart");
    await outOfReach.env.DB.prepare("DELETE FROM symbols WHERE symbol = 'FARUSDT'").run();
    expect([response.status, (await response.json<{ code: string }>()).code]).toEqual([503, "unavailable"]);
  });
});

describe("market data", () => {
  it("[SRC-60] without a source our own hubs tell the prices, and say so", async () => {
    const data = MarketDataSchema.parse(await parsed("/api/market/data"));
    expect(data).toMatchObject({ source: "wick" });
    expect(data.markets).toMatchObject([
      { coin: "bitcoin", symbol: "BTCUSDT", price: 67260.02, marketCap: null, source: "wick" },
    ]);
  });

  it("[SRC-61] a cold isolate serves the last snapshots, with their age and figures", async () => {
    const day = {
      last: "1.5",
      change: null,
      changePercent: null,
      high: null,
      low: null,
      volume: null,
      quoteVolume: null,
      bid: null,
      ask: null,
      time: 5,
    };
    const price = { symbol: "BTCUSDT", name: "Bitcoin", coin: "bitcoin", base: "BTC", quote: "USDT", day };
    const asOf = Date.now() - 30_000;
    const keep = (key: string, rows: object[]) =>
      putCacheEntry(
        wick.env.DB,
        { key, json: JSON.stringify(rows), asOf, freshUntil: asOf + 1, source: "wick" },
        Date.now(),
      );
    await keep("prices", [{ ...price, state: "live", source: "push", sparkline: ["1", "1.5"] }]);
    const amounts = { price: "1.5", change24h: null, changePercent24h: null, high24h: null, low24h: null };
    const supply = {
      circulatingSupply: "19712345",
      totalSupply: null,
      maxSupply: null,
      marketCap: "7",
      rank: 1,
    };
    const row = { coin: "bitcoin", base: "BTC", name: "Bitcoin", symbol: "BTCUSDT", volume24h: null };
    await keep("market", [{ ...row, ...amounts, ...supply, source: "coingecko", asOf, stale: false }]);
    const old = (await getCacheEntry(wick.env.DB, "market"))?.json ?? "";

    const cold = await openWick();
    const quick = QuickPriceListSchema.parse(await (await cold.fetch("/api/quick/prices")).json());
    expect(quick).toMatchObject({ stale: true, asOf, prices: [{ symbol: "BTCUSDT", last: 1.5 }] });
    const table = await openWick();
    expect(await (await table.fetch("/api/quick/market")).json()).toMatchObject({
      markets: [{ last: 1.5, sparkline: [1, 1.5], marketCap: 7, rank: 1, marketSource: "coingecko" }],
    });
    const data = await openWick();
    expect(await (await data.fetch("/api/market/data")).json()).toMatchObject({
      asOf,
      source: "coingecko",
      markets: [{ price: 1.5, marketCap: 7 }],
    });

    // Older, it is renewed behind the answer that it gave, for all; there is no source to ask here.
    await wick.env.DB.prepare("UPDATE cache_entry SET as_of = ?1")
      .bind(asOf - 60_000)
      .run();
    for (const path of ["/api/market/data", "/api/quick/market"]) {
      const late = await openWick();
      const answer = await (await late.fetch(path)).json();
      expect(answer).toMatchObject({ asOf: asOf - 60_000, markets: [{ marketCap: 7 }] });
      const kept = await getCacheEntry(wick.env.DB, "market");
      expect(kept?.asOf).toBeGreaterThan(asOf);
      expect(JSON.parse(kept?.json ?? "")).toMatchObject([
        { coin: "bitcoin", price: "67260.02", source: "wick" },
      ]);
      await wick.env.DB.prepare("UPDATE cache_entry SET as_of = ?1, json = ?2 WHERE key = 'market'")
        .bind(asOf - 60_000, old)
        .run();
    }
  });

  it("[SRC-62] the market table keeps its prices, with no market cap where nobody told one", async () => {
    const { markets } = MarketListSchema.parse(await parsed("/api/prices/market"));
    expect(markets).toMatchObject([
      { symbol: "BTCUSDT", last: 67260.02, marketCap: null, marketSource: null },
    ]);
  });
});

describe("sources and limits", () => {
  it("[SRC-70] health tells every source and the exchange", async () => {
    const health = ApiHealthSchema.parse(await parsed("/health/api"));
    expect(health.sources.map(({ source }) => source)).toEqual([
      "exchange",
      "coingecko",
      "coincap",
      "cryptocompare",
      "binance",
    ]);
    expect(DataSourcesHealthSchema.parse(await parsed("/api/features/data-sources/health"))).toMatchObject({
      status: "own",
    });
  });

  it("[SRC-71] limits tell the use of each API, and of the exchange its weight", async () => {
    const { apis } = RateLimitStatusSchema.parse(await parsed("/api/rate-limit/status"));
    expect(apis.filter(({ weight }) => weight !== null).map(({ source }) => source)).toEqual(["binance"]);
    expect(RateLimitApiSchema.parse(await parsed("/api/rate-limit/status/CoinGecko"))).toMatchObject({
      source: "coingecko",
      unused: "not_listed",
    });
    expect((await wick.fetch("/api/rate-limit/status/nope")).status).toBe(404);
    BatchingStatsSchema.parse(await parsed("/api/rate-limit/batching/stats"));
    const { recommendations } = RecommendationsSchema.parse(await parsed("/api/rate-limit/recommendations"));
    expect(recommendations).toMatchObject([{ source: null, severity: "info" }]);
  });

  it("[SRC-31] counting anew needs a key", async () => {
    const path = "/api/rate-limit/reset-stats";
    expect((await wick.fetch(path, { method: "POST" })).status).toBe(401);
    const before = Date.now();
    expect((await wick.send("POST", path, {})).status).toBe(200);
    expect((await parsed("/api/rate-limit/status")).countedSince).toBeGreaterThanOrEqual(before);
  });
});
