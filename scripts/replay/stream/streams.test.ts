import { afterEach, describe, expect, it } from "vitest";
import { TestClient } from "./test-client.ts";
import { json, NOON, startTestExchange, type TestExchange } from "./test-exchange.ts";

let exchange: TestExchange;
afterEach(() => exchange.close());

const connect = (path: string, options = {}) => TestClient.connect(exchange.wsUrl + path, options);
const get = <T>(path: string) => json<T>(fetch(exchange.restUrl + path));
const isClosedKline = (frame: Record<string, unknown>) =>
  JSON.stringify(frame).includes('"x":true') && frame.e === "kline";

describe("streams of the replay exchange", () => {
  it("[REP-30] streams the trades that REST tells, once each and in order", async () => {
    exchange = await startTestExchange();
    const client = await connect("/ws/btcusdt@aggTrade");
    for (let i = 0; i < 6; i += 1) exchange.pass(10_000);
    const told = await get<object[]>(`/api/v3/aggTrades?symbol=BTCUSDT&startTime=${NOON}&limit=1000`);
    await client.until(() => client.texts.length >= told.length);
    const streamed = client.frames().map(({ e, E, s, ...trade }) => {
      expect([e, s, E]).toEqual(["aggTrade", "BTCUSDT", Number(trade.T) + 1]);
      return trade;
    });
    expect(streamed).toEqual(told);
    expect(streamed.length).toBeGreaterThan(100);
  });

  it("[REP-31] tells individual trades whose sizes add up", async () => {
    exchange = await startTestExchange();
    const client = await connect("/ws/btcusdt@trade");
    exchange.pass(20_000);
    const told = await get<{ f: number; l: number }[]>(
      `/api/v3/aggTrades?symbol=BTCUSDT&startTime=${NOON}&limit=1000`,
    );
    const [first, last] = [told[0]?.f ?? 0, told.at(-1)?.l ?? 0];
    await client.until(() => client.texts.length >= last - first + 1);
    expect(client.frames().map((frame) => frame.t)).toEqual(
      Array.from({ length: last - first + 1 }, (_, i) => first + i),
    );
  });

  it("[REP-32] closes each minute's kline exactly once, also of minutes without a trade", async () => {
    exchange = await startTestExchange({ rate: 0.01 });
    const client = await connect("/ws/xrpusdt@kline_1m");
    for (let minute = 0; minute < 30; minute += 1) {
      exchange.pass(60_000);
      await client.until(() => client.frames().filter(isClosedKline).length > minute);
    }
    const closed = client
      .frames()
      .filter(isClosedKline)
      .map(({ k }) => k as Record<string, unknown>);
    expect(closed.map((k) => k.t)).toEqual(Array.from({ length: 30 }, (_, i) => NOON + i * 60_000));
    const empty = closed.filter((k) => k.n === 0);
    expect(empty.length).toBeGreaterThan(0);
    for (const k of empty) expect(k).toMatchObject({ f: -1, L: -1, v: "0.00000000", o: k.c, h: k.l });
    const rows = await get<unknown[][]>(
      `/api/v3/klines?symbol=XRPUSDT&interval=1m&startTime=${NOON}&limit=30`,
    );
    expect(closed.map((k) => [k.t, k.o, k.h, k.l, k.c, k.v, k.T, k.q, k.n, k.V, k.Q, k.B])).toEqual(rows);
  });

  it("[REP-32] updates a changing kline at most every two seconds, and closes longer ones too", async () => {
    exchange = await startTestExchange();
    const client = await connect("/stream?streams=btcusdt@kline_1m/btcusdt@kline_5m/btcusdt@kline_1s");
    exchange.pass(300_000);
    await client.until(() =>
      client.texts.some((text) => text.includes('"i":"5m"') && text.includes('"x":true')),
    );
    const of = (interval: string) => client.texts.filter((text) => text.includes(`"i":"${interval}"`));
    expect(of("1m").length).toBeLessThanOrEqual(150);
    expect(of("1m").filter((text) => text.includes('"x":true'))).toHaveLength(5);
    expect(of("1s").filter((text) => text.includes('"x":true'))).toHaveLength(300);
  });

  it("[REP-33] tells the 24-hour ticker every second", async () => {
    exchange = await startTestExchange();
    const client = await connect("/ws/btcusdt@ticker");
    exchange.pass(3_000);
    await client.until(() => client.texts.length >= 3);
    expect(client.frames().map((frame) => frame.E)).toEqual([1, 2, 3].map((s) => NOON + s * 1_000));
    expect(client.frames()[2]).toMatchObject({ e: "24hrTicker", s: "BTCUSDT", C: NOON + 3_000 });
  });

  it("[REP-34] wraps combined streams, and speaks microseconds where asked", async () => {
    exchange = await startTestExchange();
    const client = await connect("/stream?streams=btcusdt@aggTrade&timeUnit=MICROSECOND");
    exchange.pass(10_000);
    await client.until(() => client.texts.length > 0);
    const [frame] = client.frames();
    expect(frame).toMatchObject({ stream: "btcusdt@aggTrade", data: { e: "aggTrade" } });
    expect(client.texts[0]).toMatch(new RegExp(`"E":${NOON / 10_000}\\d{7},`));
  });

  it("[REP-35] subscribes, lists and unsubscribes by request", async () => {
    exchange = await startTestExchange();
    const client = await connect("/ws");
    expect(await client.ask({ method: "SUBSCRIBE", params: ["btcusdt@ticker"], id: 1 })).toEqual({
      result: null,
      id: 1,
    });
    expect(await client.ask({ method: "LIST_SUBSCRIPTIONS", id: "b" })).toEqual({
      result: ["btcusdt@ticker"],
      id: "b",
    });
    exchange.pass(1_000);
    await client.until(() => client.texts.length >= 3);
    expect(await client.ask({ method: "UNSUBSCRIBE", params: ["btcusdt@ticker"], id: null })).toEqual({
      result: null,
      id: null,
    });
  });

  it.each([
    ["{", { code: 3, msg: "Invalid JSON: expected value at line 1 column 1" }],
    ['{"id":1}', { code: 2, msg: "Invalid request: missing field `method` at line 1 column 2" }],
    [
      '{"method":"LIST_SUBSCRIPTIONS"}',
      { code: 2, msg: "Invalid request: request ID must be an unsigned integer" },
    ],
    ['{"method":"GET_PROPERTY","params":["x"],"id":1}', { code: 0, msg: "Unknown property", id: 1 }],
  ])("[REP-36] answers the bad request %s", async (text, answer) => {
    exchange = await startTestExchange();
    const client = await connect("/ws");
    expect(await client.ask(text)).toEqual(answer);
  });

  it("[REP-36] hangs up on a client that sends more than five frames a second", async () => {
    exchange = await startTestExchange();
    const client = await connect("/ws");
    for (let i = 0; i < 12; i += 1) client.send({ method: "LIST_SUBSCRIPTIONS", id: i });
    await client.until(() => client.closed !== undefined);
    expect(client.closed?.code).toBe(1008);
  });

  it("[REP-37] pings, and cuts off who never answers", async () => {
    exchange = await startTestExchange({ pingMs: 50, pongMs: 1_000 });
    const answering = await connect("/ws");
    const dead = await connect("/ws", { autoPong: false });
    await dead.until(() => dead.closed !== undefined);
    const heard = answering.pings;
    await answering.until(() => answering.pings > heard + 3);
    expect(answering.closed).toBeUndefined();
  });

  it("[REP-37] hangs up after 24 hours", async () => {
    exchange = await startTestExchange();
    const client = await connect("/ws");
    exchange.pass(86_400_000);
    await client.until(() => client.closed !== undefined);
    expect(client.closed?.code).toBe(1008);
  });

  it("[REP-38] says good-bye to its sockets when it stops", async () => {
    exchange = await startTestExchange();
    const client = await connect("/ws");
    await exchange.close();
    await client.until(() => client.closed !== undefined);
    expect(client.closed?.code).toBe(1001);
    await expect(fetch(exchange.restUrl)).rejects.toThrow();
    exchange = await startTestExchange();
  });
});
