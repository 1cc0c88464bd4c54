import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { z } from "zod";
import { CoinSchema, MarketDataSchema } from "../../contract/rest/coins.ts";
import { MarketListSchema } from "../../contract/rest/prices.ts";
import { ApiHealthSchema, RateLimitApiSchema } from "../../contract/rest/sources.ts";
import { ApiClient } from "../support/api-client.ts";
import { AppProcess } from "../support/app-process.ts";
import { bitcoinSource } from "../support/source-payloads.ts";
import { refuses, type SourceServer, sourceServer } from "../support/source-server.ts";
import { until } from "../support/until.ts";

describe("an outside source", () => {
  let source: SourceServer;
  let app: AppProcess;
  let api: ApiClient;

  beforeAll(async () => {
    source = await sourceServer(bitcoinSource);
    const env = { MARKET_SOURCES: "coingecko", COINGECKO_URL: source.url };
    app = await AppProcess.start({ symbols: ["BTCUSDT", "ETHUSDT"], env });
    api = new ApiClient(app.url, app.key);
  });
  afterAll(async () => {
    await app?.stop();
    await source?.close();
  });

  async function get<S extends z.ZodType>(path: string, schema: S): Promise<z.output<S>> {
    return schema.parse(JSON.parse((await api.get(path)).text));
  }

  it("[SRC-60] [SRC-62] is heard by every request; coins that it does not know come from our hubs", async () => {
    const markets = await until("both are priced", async () => {
      const { markets: rows } = await get("/api/market/data", MarketDataSchema);
      return rows.length === 2 && rows.some((row) => row.source === "coingecko") ? rows : undefined;
    });
    expect(markets).toMatchObject([
      { coin: "bitcoin", marketCap: expect.any(Number), rank: 1, source: "coingecko" },
      { coin: "ethereum", marketCap: null, source: "wick" },
    ]);
    const table = await until("the table has it", async () => {
      const { markets: rows } = await get("/api/prices/market", MarketListSchema);
      return rows[0]?.rank === 1 ? rows : undefined;
    });
    expect(table).toMatchObject([{ marketSource: "coingecko" }, { rank: null, marketSource: null }]);
    expect(await get("/api/coins/btc?decimals=string", CoinSchema)).toMatchObject({
      market: { marketCap: "1325380911567100123", price: "67250.123456789012345" },
    });
  });

  it("[SRC-82] details arrive by the job, and what was told stays when the source is gone", async () => {
    const run = await api.send("POST", "/api/features/etl/jobs/coin-details/run", {});
    expect(run.status, run.text).toBeLessThan(300);
    await until("the details are there", async () => {
      const { details } = await get("/api/coins/bitcoin?decimals=string", CoinSchema);
      return details?.allTimeHigh === "73738";
    });
    source.answer(refuses(503));
    const { markets } = await get("/api/market/data", MarketDataSchema);
    expect(markets[0]).toMatchObject({ source: "coingecko", stale: false });
  });

  it("[SRC-70] [SRC-71] health and limits tell what was found", async () => {
    const { sources } = await get("/health/api", ApiHealthSchema);
    expect(sources.find((row) => row.source === "coingecko")).toMatchObject({
      used: true,
      latencyMs: expect.any(Number),
    });
    await until("the counts agree with the server's", async () => {
      const use = await get("/api/rate-limit/status/coingecko", RateLimitApiSchema);
      return use.counts.requests === source.requests.length && use.budget[1]?.used === source.requests.length;
    });
    // What one request holds of the platform must not be used by another.
    expect(app.output).not.toContain("Cannot perform I/O");
  });
});
