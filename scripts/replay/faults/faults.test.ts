import { afterEach, describe, expect, it } from "vitest";
import { TestClient } from "../stream/test-client.ts";
import { json, NOON, startTestExchange, type TestExchange } from "../stream/test-exchange.ts";
import { parseFaults } from "./plan.ts";

let exchange: TestExchange;
afterEach(() => exchange.close());

const connect = (path = "/ws/btcusdt@aggTrade") => TestClient.connect(exchange.wsUrl + path);
const get = <T>(path: string) => json<T>(fetch(exchange.restUrl + path));
const order = async (body: unknown) => {
  const response = await fetch(`${exchange.restUrl}/__faults`, {
    method: "POST",
    body: JSON.stringify(body),
  });
  return { status: response.status, body: await json<{ error?: string }>(response) };
};

/** Streams a minute of trades under a plan, and returns the ids received and those that exist. */
async function minuteUnder(
  plan: unknown,
): Promise<{ received: number[]; all: number[]; client: TestClient }> {
  exchange = await startTestExchange();
  exchange.setFaults(plan);
  const client = await connect("/stream?streams=btcusdt@aggTrade/btcusdt@ticker");
  exchange.pass(60_000);
  const last = NOON + 60_000;
  await client.until(() => client.texts.some((text) => text.includes(`"E":${last}`)));
  const told = await get<{ a: number }[]>(
    `/api/v3/aggTrades?symbol=BTCUSDT&startTime=${NOON}&endTime=${last - 1}&limit=1000`,
  );
  const received = client.frames().flatMap(({ data }) => {
    const { a, e } = data as { a: number; e: string };
    return e === "aggTrade" ? [a] : [];
  });
  return { received, all: told.map((trade) => trade.a), client };
}

const counted = (fault: string) => exchange.stats().faults[fault] ?? 0;

describe("faults by rate", () => {
  it("[REP-40] drops trades from the stream only", async () => {
    const { received, all } = await minuteUnder({ seed: 1, rates: { drop: 0.1 } });
    expect(counted("drop")).toBeGreaterThan(0);
    expect(received).toHaveLength(all.length - counted("drop"));
    expect(received).toEqual(all.filter((id) => received.includes(id)));
  });

  it("[REP-40] duplicates trades", async () => {
    const { received, all } = await minuteUnder({ rates: { duplicate: 0.1 } });
    expect(counted("duplicate")).toBeGreaterThan(0);
    expect(received).toHaveLength(all.length + counted("duplicate"));
    expect([...new Set(received)]).toEqual(all);
  });

  it("[REP-40] reorders trades: each comes, some behind a later one", async () => {
    const { received, all } = await minuteUnder({ rates: { reorder: 0.1 } });
    expect(counted("reorder")).toBeGreaterThan(0);
    expect(received).not.toEqual(all.slice(0, received.length));
    // The last one may still be held back.
    expect(all.length - received.length).toBeLessThanOrEqual(1);
    expect([...received].sort((a, b) => a - b)).toEqual(all.filter((id) => received.includes(id)));
  });

  it("[REP-40] sends broken frames beside the whole ones", async () => {
    const { received, all, client } = await minuteUnder({ rates: { malformed: 0.1 } });
    expect(received).toEqual(all);
    expect(client.texts.length - client.frames().length).toBe(counted("malformed"));
    expect(counted("malformed")).toBeGreaterThan(0);
  });

  it("[REP-40] delays trades", async () => {
    const { received, all, client } = await minuteUnder({ rates: { delay: 1 }, delayMs: 5_000 });
    expect(received).toEqual([]);
    exchange.pass(5_000);
    await client.until(() => client.texts.filter((text) => text.includes("aggTrade")).length >= all.length);
  });

  it("[REP-40] disconnects", async () => {
    exchange = await startTestExchange({ faults: { rates: { disconnect: 0.05 } } });
    const client = await connect();
    exchange.pass(60_000);
    await client.until(() => client.closed !== undefined);
    expect(client.closed?.code).toBe(1006);
  });

  it("[REP-41] repeats itself under its seed, and not under another", async () => {
    const plan = (seed: number) => ({ seed, rates: { drop: 0.1, duplicate: 0.1, reorder: 0.1 } });
    const first = await minuteUnder(plan(3));
    await exchange.close();
    const again = await minuteUnder(plan(3));
    expect(again.received).toEqual(first.received);
    await exchange.close();
    expect((await minuteUnder(plan(4))).received).not.toEqual(first.received);
  });

  it.each([
    ["rateLimit", 429, "5"],
    ["ban", 418, "5"],
    ["blocked", 451, null],
    ["forbidden", 403, null],
    ["serverError", 503, null],
  ])("[REP-42] refuses requests: %s", async (fault, status, retryAfter) => {
    exchange = await startTestExchange({ faults: { rates: { [fault]: 0.5 } } });
    const answers = [];
    for (let i = 0; i < 20; i += 1) answers.push(await fetch(`${exchange.restUrl}/api/v3/ping`));
    const refused = answers.filter((answer) => answer.status === status);
    expect(refused).toHaveLength(counted(fault));
    expect(refused.length).toBeGreaterThan(0);
    expect(refused.length).toBeLessThan(20);
    expect(refused[0]?.headers.get("Retry-After")).toBe(retryAfter);
  });
});

describe("faults on demand", () => {
  it("[REP-43] disconnects every so often, by the exchange's clock", async () => {
    exchange = await startTestExchange({ faults: { schedule: [{ every: 20, do: "disconnect" }] } });
    for (let i = 1; i <= 3; i += 1) {
      const client = await connect();
      exchange.pass(19_000);
      exchange.pass(1_000);
      await client.until(() => client.closed !== undefined);
      expect(counted("disconnect")).toBe(i);
    }
  });

  it("[REP-43] goes mute with the socket open, and loses what was due", async () => {
    exchange = await startTestExchange();
    const client = await connect("/ws/btcusdt@ticker");
    expect((await order({ now: { do: "mute", forSeconds: 10 } })).status).toBe(200);
    // A socket that is opened afterwards is not mute, and shows when the five seconds have gone out.
    const witness = await connect("/ws/btcusdt@ticker");
    exchange.pass(5_000);
    await witness.until(() => witness.texts.length === 5);
    exchange.pass(6_000);
    await client.until(() => client.texts.length > 0);
    expect(client.closed).toBeUndefined();
    expect(Number(client.frames()[0]?.E)).toBeGreaterThan(NOON + 5_000);
  });

  it("[REP-43] announces its shutdown, then closes", async () => {
    exchange = await startTestExchange();
    const client = await connect("/stream?streams=btcusdt@aggTrade");
    await order({ now: { do: "shutdown", graceSeconds: 3 } });
    await client.until(() => client.texts.length > 0);
    expect(client.frames()[0]).toEqual({
      stream: "!serverShutdown",
      data: { e: "serverShutdown", E: NOON },
    });
    expect(client.closed).toBeUndefined();
    exchange.pass(3_000);
    await client.until(() => client.closed !== undefined);
    expect(client.closed?.code).toBe(1001);
  });

  it("[REP-43] refuses requests and handshakes for a while", async () => {
    exchange = await startTestExchange();
    await order({ now: { do: "refuse", status: 418, forSeconds: 30, scope: "both" } });
    const refused = await fetch(`${exchange.restUrl}/api/v3/ping`);
    expect([refused.status, refused.headers.get("Retry-After")]).toEqual([418, "30"]);
    await expect(connect()).rejects.toThrow("418 30");
    exchange.pass(30_000);
    expect((await fetch(`${exchange.restUrl}/api/v3/ping`)).status).toBe(200);
    expect((await connect()).closed).toBeUndefined();
  });

  it.each([true, false])("[REP-44] falsifies a closed kline, over REST as well: %s", async (rest) => {
    exchange = await startTestExchange();
    const client = await connect("/ws/btcusdt@kline_1m");
    await order({ now: { do: "falsify", symbol: "BTCUSDT", field: "volume", rest } });
    exchange.pass(120_000);
    const closed = () =>
      client.frames().flatMap(({ k }) => ((k as { x: boolean }).x ? [k as Record<string, string>] : []));
    await client.until(() => closed().length === 2);
    const rows = await get<string[][]>(`/api/v3/klines?symbol=BTCUSDT&interval=1m&startTime=${NOON}&limit=2`);
    const trades = await get<{ q: string }[]>(
      `/api/v3/aggTrades?symbol=BTCUSDT&startTime=${NOON}&endTime=${NOON + 59_999}&limit=1000`,
    );
    const truth = trades.reduce((sum, trade) => sum + Number(trade.q), 0);
    expect(Number(closed()[0]?.v)).toBeCloseTo(truth + 1, 6);
    expect(Number(rows[0]?.[5])).toBeCloseTo(rest ? truth + 1 : truth, 6);
    expect(closed()[1]?.v).toBe(rows[1]?.[5]);
  });

  it("[REP-45] shows the plan in force and what struck", async () => {
    exchange = await startTestExchange();
    await order({ seed: 9, rates: { drop: 0.5 }, now: "malformed" });
    expect(await get<object>("/__faults")).toMatchObject({
      plan: { seed: 9, rates: { drop: 0.5 } },
      counts: { malformed: 1 },
    });
    await fetch(`${exchange.restUrl}/__faults`, { method: "DELETE" });
    expect((await get<{ plan: { rates: object } }>("/__faults")).plan.rates).toEqual({});
  });

  it.each([
    [{ rates: { drop: 2 } }, "rates.drop"],
    [{ rates: { explode: 0.1 } }, "explode"],
    [{ schedule: [{ do: "disconnect" }] }, "`at` or `every`"],
    [{ schedule: [{ at: 3, do: "mute", forSeconds: -1 }] }, "schedule.0.forSeconds"],
    [{ now: "explode" }, "now"],
    [3, "JSON object"],
  ])("[REP-45] names what is wrong with %j", async (plan, problem) => {
    exchange = await startTestExchange();
    const { status, body } = await order(plan);
    expect(status).toBe(400);
    expect(body.error).toContain(problem);
    expect(() => parseFaults(plan)).toThrow(problem);
  });
});
