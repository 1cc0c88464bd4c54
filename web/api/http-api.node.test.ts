import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { MarketListSchema } from "../../contract/rest/prices.ts";
import { parseDecimal } from "../../market/bars/decimal.ts";
import { barListJson } from "../../worker/bars/bar-text.ts";
import { marketJson } from "../../worker/prices/price-json.ts";
import { createClient } from "./client.ts";
import { createHttpApi } from "./http-api.ts";

const DAY = {
  last: "67250.01",
  change: "-120.5",
  changePercent: "-0.179",
  high: "68000",
  low: "66000.1",
  volume: "29840.12345678",
  quoteVolume: "2006743210.1234567812345678",
  bid: "67250",
  ask: "67250.01",
  time: 1_723_161_600_000,
};
const HEAD = { symbol: "BTCUSDT", name: "Bitcoin", coin: "bitcoin", base: "BTC", quote: "USDT" };
const LIVE = {
  ...HEAD,
  day: DAY,
  state: "live",
  source: "binance",
  sparkline: ["67000", "67100.5"],
} as const;
const NOTHING = Object.fromEntries(Object.keys(DAY).map((key) => [key, null])) as {
  readonly [K in keyof typeof DAY]: null;
};

describe("the page's REST client against the server's own texts", () => {
  let server: Server;
  let base: string;
  let answers: Map<string, { status: number; text: string }>;
  let asked: URL[];

  beforeAll(async () => {
    server = createServer((request, response) => {
      const url = new URL(request.url ?? "/", "http://wick");
      asked.push(url);
      const answer = answers.get(url.pathname) ?? { status: 404, text: "<h1>no</h1>" };
      response.writeHead(answer.status, { "content-type": "application/json" });
      response.end(answer.text);
    });
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  beforeEach(() => {
    answers = new Map();
    asked = [];
  });
  afterAll(() => {
    server.close();
    server.closeAllConnections();
  });

  const giveMarket = (...rows: Parameters<typeof marketJson>[0][]) => {
    const text = `{"markets":[${rows.map((row) => marketJson(row, undefined, "number")).join(",")}],"asOf":1,"source":"replay"}`;
    MarketListSchema.parse(JSON.parse(text));
    answers.set("/api/prices/market", { status: 200, text });
    const symbols = [{ symbol: "BTCUSDT", tickSize: "0.01" }];
    answers.set("/api/symbols", { status: 200, text: JSON.stringify({ symbols }) });
  };

  it("reads the market table with its tick sizes", async () => {
    giveMarket(LIVE);
    const [row] = await createHttpApi(createClient({ base })).market();
    expect(row).toMatchObject({
      symbol: "BTCUSDT",
      base: "BTC",
      tickSize: "0.01",
      sparkline: [67000, 67100.5],
    });
    expect(row?.ticker).toMatchObject({ last: 67250.01, change: -120.5, changePercent: -0.179 });
    expect(row?.status).toEqual({ state: "live", lagMs: null, source: "binance" });
    expect(row?.time).toBe(DAY.time);
  });

  it("reads a market of which nothing is known yet", async () => {
    giveMarket({ ...LIVE, day: NOTHING, state: "unknown", source: null, sparkline: [] });
    const [row] = await createHttpApi(createClient({ base })).market();
    expect(row).toMatchObject({ ticker: null, status: null, time: null, sparkline: [] });
  });

  it("asks for bars by range and reads whether there are more", async () => {
    const text = (value: string) => parseDecimal(value, 16);
    const bar = {
      openTime: 60_000,
      closeTime: 119_999,
      open: text("1"),
      high: text("2.5"),
      low: text("0.00000001"),
      close: text("2"),
      volume: text("29840.12345678"),
      quoteVolume: text("2.0000000000000001"),
      n: 3,
      takerBuyVolume: text("1"),
      takerBuyQuoteVolume: text("1"),
      firstId: null,
      lastId: null,
      final: true,
      revision: 1,
      source: "kline",
    } as const;
    const body = barListJson("BTCUSDT", "1m", [bar], "more", "number", 200_000);
    answers.set("/api/features/ohlcv/BTCUSDT", { status: 200, text: body });
    const page = await createHttpApi(createClient({ base })).bars({
      symbol: "BTCUSDT",
      timeframe: "1m",
      from: 1,
      to: 2,
      limit: 500,
    });
    expect(asked[0]?.search).toBe("?timeframe=1m&limit=500&from=1&to=2");
    expect(page.more).toBe(true);
    expect(page.bars[0]).toMatchObject({
      low: 1e-8,
      volume: 29840.12345678,
      final: true,
      revision: 1,
      source: "kline",
    });
  });

  it("fails with the server's code, and names what is no answer at all", async () => {
    const api = createHttpApi(createClient({ base }));
    const query = { symbol: "NOPE", timeframe: "1m", limit: 1 } as const;
    answers.set("/api/features/ohlcv/NOPE", { status: 404, text: '{"code":"unknown_symbol","detail":"no"}' });
    await expect(api.bars(query)).rejects.toMatchObject({ code: "unknown_symbol" });
    answers.set("/api/features/ohlcv/NOPE", { status: 200, text: '{"bars":"none"}' });
    await expect(api.bars(query)).rejects.toMatchObject({ code: "malformed" });
    answers.set("/api/features/ohlcv/NOPE", { status: 502, text: "<h1>bad gateway</h1>" });
    await expect(api.bars(query)).rejects.toMatchObject({ code: "internal" });
    await expect(
      createHttpApi(createClient({ base: "http://127.0.0.1:1" })).bars(query),
    ).rejects.toMatchObject({ code: "network" });
  });
});
