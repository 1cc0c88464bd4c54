import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { WeightReport } from "../../../contract/rpc.ts";
import { aggTradeFrame } from "../../../tests/support/binance/frames.ts";
import { type LoopbackExchange, loopbackExchange } from "../../../tests/support/binance/loopback-exchange.ts";
import { openByWs } from "../../../tests/support/binance/open-by-ws.ts";
import { binanceFeed } from "./feed.ts";

const MINUTE = 60_000;
/** The minute of the recorded rows below. */
const OPEN_TIME = 1588740120000;

const TRADES = [
  '{"M":true,"T":1605740437964,"a":426856605,"f":471419050,"l":471419050,"m":true,"p":"17829.75000000","q":"0.04121300"}',
  '{"M":true,"T":1605740503449,"a":426857604,"f":471420258,"l":471420259,"m":false,"p":"17788.36000000","q":"0.01622700"}',
];
const TICKER =
  '{"symbol":"BTCUSDT","priceChange":"-94.99999800","priceChangePercent":"-95.960","weightedAvgPrice":"0.29628482","prevClosePrice":"0.10002000","lastPrice":"4.00000200","lastQty":"200.00000000","bidPrice":"4.00000000","bidQty":"100.00000000","askPrice":"4.00000200","askQty":"100.00000000","openPrice":"99.00000000","highPrice":"100.00000000","lowPrice":"0.10000000","volume":"8913.30000000","quoteVolume":"15.30000000","openTime":1499783499040,"closeTime":1499869899040,"firstId":28385,"lastId":28460,"count":76}';
const EXCHANGE_INFO =
  '{"timezone":"UTC","serverTime":1633998511098,"rateLimits":[],"exchangeFilters":[],"symbols":[{"symbol":"BTCUSDT","status":"TRADING","baseAsset":"BTC","baseAssetPrecision":8,"quoteAsset":"USDT","filters":[{"filterType":"PRICE_FILTER","minPrice":"0.01000000","maxPrice":"1000000.00000000","tickSize":"0.01000000"},{"filterType":"PERCENT_PRICE","multiplierUp":"5","multiplierDown":"0.2","avgPriceMins":5},{"filterType":"LOT_SIZE","minQty":"0.00001000","maxQty":"9000.00000000","stepSize":"0.00001000"}],"permissions":["SPOT"]}]}';

function klineRow(openTime: number): string {
  return `[${openTime},"9033.34000000","9039.99000000","9032.75000000","9033.15000000","31.19296800",${openTime + 59_999},"281893.08800082",282,"6.35810300","57447.26912415","0"]`;
}

interface Answer {
  readonly status?: number;
  readonly headers?: Record<string, string>;
  readonly body?: string;
  /** Never answers. */
  readonly hangs?: boolean;
}

const answers: [Answer, Answer] = [{}, {}];
const hosts: LoopbackExchange[] = [];
let reports: WeightReport[];
let leased: [number, string][];
let now: number;

beforeEach(async () => {
  answers[0] = {};
  answers[1] = {};
  reports = [];
  leased = [];
  now = 29_000_000 * MINUTE;
  for (const index of [0, 1] as const) {
    const host = await loopbackExchange((_path, response) => {
      const { status = 200, headers = {}, body = "[]", hangs = false } = answers[index];
      if (!hangs) response.writeHead(status, headers).end(body);
    });
    hosts.push(host);
  }
});
afterEach(async () => {
  await Promise.all(hosts.splice(0).map((host) => host.close()));
});

function feedOn(urls: readonly string[] = hosts.map((host) => host.httpUrl)) {
  return binanceFeed({
    symbol: "BTCUSDT",
    restUrls: urls,
    wsUrls: hosts.map((host) => host.wsUrl),
    ledger: {
      lease: async (weight, purpose) => {
        leased.push([weight, purpose]);
        return { granted: weight, expiresInMs: MINUTE, retryAfterMs: 0 };
      },
      report: async (told) => {
        reports.push(told);
      },
    },
    now: () => now,
    random: () => 0.5,
    openSocket: openByWs,
    requestTimeoutMs: 200,
  });
}

const requests = () => hosts.map((host) => host.requests.length);

describe("the endpoints", () => {
  it("[FEED-4] reads aggregate trades from an id on", async () => {
    answers[0] = { body: `[${TRADES.join()}]` };
    const trades = await feedOn().rest.aggTrades({ fromId: 426856605, limit: 2 });
    expect(hosts[0]?.requests).toEqual(["/api/v3/aggTrades?symbol=BTCUSDT&limit=2&fromId=426856605"]);
    expect(trades[1]).toEqual({
      id: 426857604,
      price: "17788.36",
      size: "0.016227",
      time: 1605740503449,
      firstId: 471420258,
      lastId: 471420259,
      buyerIsMaker: false,
    });
  });

  it("[FEED-6] reads the 24 h ticker", async () => {
    answers[0] = { body: TICKER };
    expect(await feedOn().rest.ticker()).toEqual({
      time: 1499869899040,
      last: "4.000002",
      change: "-94.999998",
      changePercent: "-95.96",
      high: "100",
      low: "0.1",
      volume: "8913.3",
      quoteVolume: "15.3",
      bid: "4",
      ask: "4.000002",
    });
  });

  it("reads a symbol's steps from exchangeInfo", async () => {
    answers[0] = { body: EXCHANGE_INFO };
    expect(await feedOn().rest.symbolInfo()).toEqual({
      symbol: "BTCUSDT",
      status: "TRADING",
      baseAsset: "BTC",
      quoteAsset: "USDT",
      tickSize: "0.01",
      stepSize: "0.00001",
    });
  });

  it("[FEED-22] takes a kline for closed because a later one exists, which it does not return", async () => {
    answers[0] = { body: `[${[0, 1, 2].map((i) => klineRow(OPEN_TIME + i * MINUTE)).join()}]` };
    const to = OPEN_TIME + MINUTE;
    const klines = await feedOn().rest.klines({ timeframe: "1m", from: OPEN_TIME, to, limit: 10 });
    expect(hosts[0]?.requests).toEqual([
      `/api/v3/klines?symbol=BTCUSDT&interval=1m&limit=11&startTime=${OPEN_TIME}&endTime=${to + MINUTE}`,
    ]);
    expect(klines.map(({ openTime, closed }) => [openTime, closed])).toEqual([
      [OPEN_TIME, true],
      [to, true],
    ]);
    expect(klines[0]).toMatchObject({ quoteVolume: "281893.08800082", n: 282, firstId: null, lastId: null });
  });

  it("[FEED-22] does not take the last kline for closed on the machine's word", async () => {
    answers[0] = { body: `[${klineRow(OPEN_TIME)}]` };
    const klines = await feedOn().rest.klines({ timeframe: "1m", to: OPEN_TIME });
    expect(klines.map(({ closed }) => closed)).toEqual([false]);
  });

  it.each([
    [OPEN_TIME + 59_999, false],
    [OPEN_TIME + 60_000, true],
  ])("[FEED-22] asks the exchange's clock: at %d the last kline is closed: %s", async (eventTime, closed) => {
    answers[0] = { body: `[${klineRow(OPEN_TIME)}]` };
    const feed = feedOn();
    await new Promise<void>((resolve) => {
      const live = feed.live({
        onOpen: () => hosts[0]?.sockets[0]?.send(aggTradeFrame(1, { s: "BTCUSDT", E: eventTime })),
        onEvent: () => {
          live.close();
          resolve();
        },
        onClose: () => {},
        onBadFrame: () => {},
      });
      live.open();
    });
    const klines = await feed.rest.klines({ timeframe: "1m" });
    expect(klines.map((kline) => kline.closed)).toEqual([closed]);
  });

  it("[FEED-7] [FEED-22] takes a trade's time for the exchange's clock too", async () => {
    answers[0] = { body: `[${TRADES.join()}]` };
    const { rest } = feedOn();
    await rest.aggTrades({});
    answers[0] = { body: `[${klineRow(OPEN_TIME)}]` };
    const klines = await rest.klines({ timeframe: "1m", to: OPEN_TIME });
    expect(klines.map(({ closed }) => closed)).toEqual([true]);
  });

  it("[FEED-22] keeps the newest rows where no lower bound was given", async () => {
    answers[0] = { body: `[${[0, 1, 2].map((i) => klineRow(OPEN_TIME + i * MINUTE)).join()}]` };
    const to = OPEN_TIME + MINUTE;
    const klines = await feedOn().rest.klines({ timeframe: "1m", to, limit: 1 });
    expect(klines.map(({ openTime }) => openTime)).toEqual([to]);
  });

  it.each([
    ["an object", '{"a":1}'],
    ["text", "<html>"],
    ["a row without a price", `[${TRADES[0]?.replace('"p":"17829.75000000",', "")}]`],
    ["ids that do not grow", `[${TRADES[1]},${TRADES[0]}]`],
  ])("[FEED-21] refuses as malformed aggregate trades that are %s", async (_name, body) => {
    answers[0] = { body };
    await expect(feedOn().rest.aggTrades({})).rejects.toMatchObject({ failure: "malformed" });
    expect(requests()).toEqual([1, 0]);
  });

  it("[FEED-21] refuses as malformed klines of a time that was not asked for", async () => {
    answers[0] = { body: `[${klineRow(OPEN_TIME)},${klineRow(OPEN_TIME + MINUTE)}]` };
    const { klines } = feedOn().rest;
    for (const range of [
      { from: OPEN_TIME + MINUTE },
      { from: OPEN_TIME - MINUTE, to: OPEN_TIME - MINUTE },
    ]) {
      await expect(klines({ timeframe: "1m", ...range })).rejects.toMatchObject({ failure: "malformed" });
    }
    expect(await klines({ timeframe: "1m", from: OPEN_TIME, to: OPEN_TIME })).toHaveLength(1);
  });

  it("[FEED-21] refuses as malformed klines out of order", async () => {
    answers[0] = { body: `[${klineRow(OPEN_TIME + MINUTE)},${klineRow(OPEN_TIME)}]` };
    await expect(feedOn().rest.klines({ timeframe: "1m" })).rejects.toMatchObject({ failure: "malformed" });
  });
});

describe("what may go wrong", () => {
  it("[FEED-18] leases weight for each attempt, for what it is asked for", async () => {
    const { rest } = feedOn();
    await rest.aggTrades({});
    await rest.aggTrades({ purpose: "repair" });
    await rest.klines({ timeframe: "1m" });
    expect(leased).toEqual([
      [40, "live"],
      [40, "repair"],
      [40, "seed"],
    ]);
  });

  it.each([451, 403, 500, 503])(
    "[FEED-19] takes the next host on %d, and first the next time",
    async (status) => {
      answers[0] = { status };
      const { rest } = feedOn();
      await rest.aggTrades({});
      await rest.aggTrades({});
      expect(requests()).toEqual([1, 2]);
      answers[0] = {};
      now += 300_000;
      await rest.aggTrades({});
      expect(requests()).toEqual([2, 2]);
    },
  );

  it("[FEED-19] prefers the host that serves again", async () => {
    answers[0] = { status: 500 };
    answers[1] = { status: 500 };
    const { rest } = feedOn();
    await expect(rest.aggTrades({})).rejects.toMatchObject({ failure: "unavailable" });
    answers[1] = {};
    await rest.aggTrades({});
    await rest.aggTrades({});
    expect(requests()).toEqual([2, 3]);
  });

  it("[FEED-19] takes the next host when one hangs, and when one is not there", async () => {
    answers[0] = { hangs: true };
    await feedOn().rest.aggTrades({});
    expect(requests()).toEqual([1, 1]);
    await hosts[0]?.close();
    await feedOn().rest.aggTrades({});
    expect(requests()).toEqual([1, 2]);
  });

  it.each([
    [451, 403, "blocked"],
    [451, 502, "unavailable"],
    [500, 503, "unavailable"],
  ])("[FEED-19] after %d and %d is %s%s", async (one, two, failure) => {
    answers[0] = { status: one };
    answers[1] = { status: two };
    await expect(feedOn().rest.aggTrades({})).rejects.toMatchObject({ failure });
    expect(requests()).toEqual([1, 1]);
  });

  it.each([
    [429, "rate_limited"],
    [418, "banned"],
  ] as const)("[FEED-20] stops on %d until Retry-After is over", async (status, failure) => {
    answers[0] = { status, headers: { "retry-after": "7" }, body: '{"code":-1003,"msg":"Too much"}' };
    const { rest } = feedOn();
    await expect(rest.aggTrades({})).rejects.toMatchObject({ failure, retryAfterMs: 7_000 });
    await expect(rest.ticker()).rejects.toMatchObject({ failure, retryAfterMs: 7_000 });
    expect(requests()).toEqual([1, 0]);
    expect(reports).toEqual([{ status, retryAfterMs: 7_000 }]);
    answers[0] = {};
    now += 7_000;
    expect(await rest.aggTrades({})).toEqual([]);
  });

  it("[FEED-19] leaves an answer that says it is far longer than any, for the next host", async () => {
    answers[0] = { headers: { "content-length": "100000000" } };
    expect(await feedOn().rest.aggTrades({})).toEqual([]);
    expect(requests()).toEqual([1, 1]);
  });

  it.each(["999999999", "Fri, 31 Dec 9999 23:59:59 GMT"])(
    "[FEED-20] believes no ban of more than three days: Retry-After %s",
    async (header) => {
      answers[0] = { status: 418, headers: { "retry-after": header } };
      const retryAfterMs = 3 * 86_400_000;
      await expect(feedOn().rest.aggTrades({})).rejects.toMatchObject({ failure: "banned", retryAfterMs });
      expect(reports).toEqual([{ status: 418, retryAfterMs }]);
    },
  );

  it.each([
    [400, '{"code":-1121,"msg":"Invalid symbol."}', "unknown_symbol"],
    [400, '{"code":-1100,"msg":"Illegal characters found in parameter."}', "rejected"],
    [404, "not json", "rejected"],
  ])("[FEED-20] takes %d %s for %s, on no other host", async (status, body, failure) => {
    answers[0] = { status, body };
    await expect(feedOn().rest.aggTrades({})).rejects.toMatchObject({ failure });
    expect(requests()).toEqual([1, 0]);
  });

  it("[FEED-20] does not know a symbol that exchangeInfo does not list", async () => {
    answers[0] = { body: EXCHANGE_INFO.replace('"BTCUSDT"', '"ETHUSDT"') };
    await expect(feedOn().rest.symbolInfo()).rejects.toMatchObject({ failure: "unknown_symbol" });
  });

  it("[FEED-23] tells the ledger what the exchange has counted", async () => {
    answers[0] = { headers: { "X-MBX-USED-WEIGHT-1M": "123" } };
    await feedOn().rest.aggTrades({});
    expect(reports).toEqual([{ usedWeight1m: 123 }]);
  });
});
