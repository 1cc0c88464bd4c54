import { afterEach, describe, expect, it } from "vitest";
import { json, NOON, startTestExchange, type TestExchange } from "../stream/test-exchange.ts";

let exchange: TestExchange;
afterEach(() => exchange.close());

const ask = (path: string, init?: RequestInit) => fetch(exchange.restUrl + path, init);
const get = <T>(path: string, init?: RequestInit) => json<T>(ask(path, init));

interface Info {
  symbols: { symbol: string; filters: object[] }[];
}

interface AggTradeRow {
  a: number;
  p: string;
  q: string;
  f: number;
  l: number;
  T: number;
  m: boolean;
}

describe("REST of the replay exchange", () => {
  it("[REP-20] answers ping, time and exchangeInfo", async () => {
    exchange = await startTestExchange();
    expect(await get("/api/v3/ping")).toEqual({});
    expect(await get("/api/v3/time")).toEqual({ serverTime: NOON });
    const info = await get<Info>("/api/v3/exchangeInfo?symbol=BTCUSDT");
    expect(info.symbols).toHaveLength(1);
    expect(info.symbols[0]).toMatchObject({
      symbol: "BTCUSDT",
      status: "TRADING",
      baseAsset: "BTC",
      quoteAsset: "USDT",
    });
    expect(info.symbols[0]?.filters).toContainEqual(
      expect.objectContaining({ filterType: "PRICE_FILTER", tickSize: "0.01000000" }),
    );
    expect((await get<Info>("/api/v3/exchangeInfo")).symbols).toHaveLength(2);
    expect((await get<Info>('/api/v3/exchangeInfo?symbols=["XRPUSDT"]')).symbols[0]?.symbol).toBe("XRPUSDT");
  });

  it("[REP-21] pages aggregate trades by id, without a hole", async () => {
    exchange = await startTestExchange();
    const path = "/api/v3/aggTrades?symbol=BTCUSDT";
    const newest = await get<AggTradeRow[]>(`${path}&limit=1000`);
    expect(newest).toHaveLength(1_000);
    const first = (newest[0]?.a ?? 0) - 1_500;
    const pages: AggTradeRow[] = [];
    for (let id = first; pages.length < 2_500; id = first + pages.length) {
      pages.push(...(await get<AggTradeRow[]>(`${path}&fromId=${id}&limit=1000`)));
    }
    expect(pages.map((trade) => trade.a)).toEqual(Array.from({ length: 2_500 }, (_, i) => first + i));
    expect(pages.slice(1_500)).toEqual(newest);
    expect(await get(`${path}&fromId=${first + 2_500}`)).toEqual([]);
  });

  it("[REP-21] finds aggregate trades by time, both ends included", async () => {
    exchange = await startTestExchange();
    const path = "/api/v3/aggTrades?symbol=BTCUSDT&limit=1000";
    const all = await get<AggTradeRow[]>(`${path}&startTime=${NOON - 60_000}`);
    const [from, to] = [all[3]?.T ?? 0, all[9]?.T ?? 0];
    expect(await get(`${path}&startTime=${from}&endTime=${to}`)).toEqual(all.slice(3, 10));
    expect(await get(`/api/v3/aggTrades?symbol=BTCUSDT&endTime=${to}&limit=2`)).toEqual(all.slice(8, 10));
    expect(await get(`${path}&startTime=${from * 1_000}&endTime=${to * 1_000}`)).toEqual(all.slice(3, 10));
  });

  it("[REP-22] tells klines of every interval, the forming one last", async () => {
    exchange = await startTestExchange({ startAt: NOON + 90_500 });
    const minutes = await get<(string | number)[][]>("/api/v3/klines?symbol=BTCUSDT&interval=1m&limit=2");
    expect(minutes.map((row) => row[0])).toEqual([NOON, NOON + 60_000]);
    expect(minutes[0]).toHaveLength(12);
    const trades = await get<AggTradeRow[]>(
      `/api/v3/aggTrades?symbol=BTCUSDT&startTime=${NOON + 60_000}&limit=1000`,
    );
    expect(minutes[1]?.slice(1, 5)).toEqual([
      trades[0]?.p,
      ...[Math.max, Math.min].map((pick) => pick(...trades.map((t) => Number(t.p))).toFixed(8)),
      trades.at(-1)?.p,
    ]);
    expect(minutes[1]?.[8]).toBe(trades.reduce((sum, trade) => sum + trade.l - trade.f + 1, 0));
    for (const [interval, length] of [
      ["1s", 1],
      ["5m", 300],
      ["15m", 900],
      ["1h", 3_600],
      ["4h", 14_400],
      ["12h", 43_200],
      ["1d", 86_400],
    ]) {
      const rows = await get<number[][]>(`/api/v3/klines?symbol=BTCUSDT&interval=${interval}&limit=3`);
      expect(rows).toHaveLength(3);
      const now = NOON + 90_500;
      expect(rows[2]?.[0]).toBe(now - (now % (Number(length) * 1_000)));
      expect(Number(rows[2]?.[0]) - Number(rows[1]?.[0])).toBe(Number(length) * 1_000);
    }
  });

  it("[REP-22] pages klines forward from a start, and backward to an end", async () => {
    exchange = await startTestExchange();
    const path = "/api/v3/klines?symbol=BTCUSDT&interval=1m";
    const opens = async (query: string) => (await get<number[][]>(path + query)).map((row) => row[0]);
    const start = NOON - 3_600_000;
    expect(await opens(`&startTime=${start}&limit=2`)).toEqual([start, start + 60_000]);
    expect(await opens(`&endTime=${start}&limit=2`)).toEqual([start - 60_000, start]);
    expect(await opens(`&startTime=${start - 1}&endTime=${start + 1}`)).toEqual([start]);
    expect((await opens("&startTime=0&limit=1"))[0]).toBe(Date.UTC(2026, 10, 17));
  });

  it("[REP-23] tells the 24-hour ticker of one, some and all symbols", async () => {
    exchange = await startTestExchange();
    const one = await get<Record<string, number>>("/api/v3/ticker/24hr?symbol=BTCUSDT");
    expect(one).toMatchObject({ symbol: "BTCUSDT", closeTime: NOON, openTime: NOON - 86_400_000 });
    expect(one.count).toBe(Number(one.lastId) - Number(one.firstId) + 1);
    expect(await get('/api/v3/ticker/24hr?symbols=["BTCUSDT"]')).toEqual([one]);
    expect(await get("/api/v3/ticker/24hr")).toHaveLength(2);
  });

  it("[REP-24] speaks microseconds where the header asks for them", async () => {
    exchange = await startTestExchange();
    const headers = { "X-MBX-TIME-UNIT": "MICROSECOND" };
    expect(await get("/api/v3/time", { headers })).toEqual({ serverTime: NOON * 1_000 });
    const [row = []] = await get<number[][]>("/api/v3/klines?symbol=BTCUSDT&interval=1m&limit=1", {
      headers,
    });
    expect([row[0], row[6]]).toEqual([NOON * 1_000, (NOON + 60_000) * 1_000 - 1]);
  });

  it.each([
    ["/klines?symbol=NOPE&interval=1m", -1121, "Invalid symbol."],
    ["/klines?symbol=BTCUSDT&interval=7m", -1120, "Invalid interval."],
    [
      "/klines?symbol=BTCUSDT",
      -1102,
      "Mandatory parameter 'interval' was not sent, was empty/null, or malformed.",
    ],
    [
      "/aggTrades?symbol=BTCUSDT&fromId=x",
      -1100,
      "Illegal characters found in parameter 'fromId'; legal range is '^[0-9]{1,20}$'.",
    ],
    ["/aggTrades?symbol=BTCUSDT&fromId=1&startTime=1", -1128, "Combination of optional parameters invalid."],
    ["/ping?a=1", -1104, "Not all sent parameters were read; read '0' parameter(s) but was sent '1'."],
    ["/exchangeInfo?symbol=", -1105, "Parameter 'symbol' was empty."],
  ])("[REP-25] answers %s as the exchange does", async (path, code, msg) => {
    exchange = await startTestExchange();
    const response = await ask(`/api/v3${path}`);
    expect(response.status).toBe(400);
    expect(await response.json()).toEqual({ code, msg });
  });

  it("[REP-26] counts request weight by the minute", async () => {
    exchange = await startTestExchange();
    const used = async (path: string) => {
      const response = await ask(`/api/v3${path}`);
      expect(response.headers.get("X-MBX-USED-WEIGHT")).toBe(response.headers.get("X-MBX-USED-WEIGHT-1M"));
      return Number(response.headers.get("X-MBX-USED-WEIGHT-1M"));
    };
    expect(await used("/ping")).toBe(1);
    expect(await used("/aggTrades?symbol=BTCUSDT&limit=1")).toBe(5);
    expect(await used("/klines?symbol=BTCUSDT&interval=1m&limit=1")).toBe(7);
    expect(await used("/exchangeInfo")).toBe(27);
    expect(await used("/ticker/24hr?symbol=BTCUSDT")).toBe(29);
    expect(await used("/ticker/24hr")).toBe(109);
    exchange.pass(60_000);
    expect(await used("/time")).toBe(1);
  });

  it("[REP-27] limits who spends too much, and bans who goes on", async () => {
    exchange = await startTestExchange({ weightLimit: 3 });
    exchange.pass(20_000);
    const statuses: number[] = [];
    for (let i = 0; i < 15; i += 1) statuses.push((await ask("/api/v3/ping")).status);
    expect(statuses).toEqual([...Array(3).fill(200), ...Array(10).fill(429), 418, 418]);
    const banned = await ask("/api/v3/ping");
    expect(banned.headers.get("Retry-After")).toBe("120");
    expect((await json<{ code: number }>(banned)).code).toBe(-1003);
    exchange.pass(120_000);
    expect((await ask("/api/v3/ping")).status).toBe(200);
  });

  it("[REP-27] tells how long to wait: until the minute is over", async () => {
    exchange = await startTestExchange({ weightLimit: 0 });
    exchange.pass(20_000);
    const limited = await ask("/api/v3/ping");
    expect([limited.status, limited.headers.get("Retry-After")]).toEqual([429, "40"]);
  });
});
