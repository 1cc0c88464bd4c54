import { runDurableObjectAlarm } from "cloudflare:test";
import { beforeAll, describe, expect, it, vi } from "vitest";
import {
  GeneratedSignalSchema,
  SignalListSchema,
  SignalPerformanceSchema,
  SignalRecordListSchema,
  SymbolSignalsSchema,
} from "../../contract/rest/signals.ts";
import { trendingBars } from "../../market/analysis/test-data/trending-bars.ts";
import { isolateOf } from "../../worker/isolate.ts";
import { addPushed, openWick, type Wick } from "./wick.ts";

const SYMBOL = "SIGUSDT";
const START = Date.UTC(2024, 6, 1);
const BARS = trendingBars(11, "1m", START, 900);

let wick: Wick;
/** A symbol whose 900 minutes were traded: each bar by its open, its extremes and its close. */
beforeAll(async () => {
  wick = await openWick();
  await addPushed(wick, SYMBOL);
  const ticks = BARS.flatMap(({ openTime, open, high, low, close, volume }) =>
    [open, low, high, close].map((price, i) => ({
      ...{ symbol: SYMBOL, timestamp: openTime + 1_000 + i * 15_000, price: price.toFixed(2) },
      size: (volume / 4).toFixed(3),
    })),
  );
  for (let i = 0; i < ticks.length; i += 1_000) {
    const response = await wick.send("POST", "/api/ingestion/ingest", { ticks: ticks.slice(i, i + 1_000) });
    expect(response.status).toBe(200);
  }
  await vi.waitFor(
    async () => {
      await runDurableObjectAlarm(wick.env.SYMBOL_HUB.getByName(SYMBOL));
      isolateOf(wick.env).pages.clear();
      const { records, head } = SignalRecordListSchema.parse(
        await (await wick.fetch(`/api/signals/record?symbol=${SYMBOL}&limit=500`)).json(),
      );
      expect(head?.seq).toBeGreaterThan(0);
      expect(records.at(-1)?.hash).toBe(head?.hash);
    },
    { timeout: 30_000, interval: 200 },
  );
}, 60_000);

const get = async (path: string) => {
  isolateOf(wick.env).pages.clear();
  const response = await wick.fetch(path);
  expect(response.status, path).toBe(200);
  return await response.json();
};
const problem = async (path: string) => {
  const response = await wick.fetch(path);
  return [response.status, ((await response.json()) as { code: string }).code];
};

describe("signals over REST", () => {
  it("[SIG-60] tells what is decided now, the active signal, and earlier ones with their outcomes", async () => {
    const told = SymbolSignalsSchema.parse(await get(`/api/signals/sig?timeframe=1m&limit=5`));
    expect(told).toMatchObject({ symbol: SYMBOL, timeframe: "1m", final: true, unavailable: null });
    expect(told.decision?.votes.map(({ source }) => source.split(":")[0])).toEqual(
      expect.arrayContaining(["emaLadder", "supertrend", "rsi", "macd", "pattern", "volume"]),
    );
    expect(told.asOf).toBe(told.decision?.closeTime);
    expect(told.bars).toBeGreaterThan(800);
    expect(told.disclaimer).toContain("No investment advice");
    expect(told.signals).toHaveLength(5);
    const more = SymbolSignalsSchema.parse(
      await get(`/api/signals/${SYMBOL}?timeframe=1m&limit=200&cursor=${told.cursor}`),
    );
    const all = [...told.signals, ...more.signals];
    expect(all.map(({ issuedAt }) => issuedAt)).toEqual(
      all.map(({ issuedAt }) => issuedAt).sort((a, b) => b - a),
    );
    for (const { status, returnAfterCosts, closePrice, decision, side } of all) {
      if (status === "active" || closePrice === null) continue;
      const entry = decision.levels?.entry ?? 0;
      const gross = (side === "BUY" ? 1 : -1) * (closePrice / entry - 1);
      expect(returnAfterCosts).toBeCloseTo(gross - 0.0024, 12);
    }
    if (told.active !== null) expect(all[0]?.id).toBe(told.active.id);
  });

  it("[SIG-60] lists the signals of all symbols by filters, and refuses what it does not know", async () => {
    const list = async (query: string) => SignalListSchema.parse(await get(`/api/signals?${query}`)).signals;
    const all = await list("limit=200");
    expect(all.length).toBeGreaterThan(5);
    expect(await list("side=SELL&limit=200")).toEqual(all.filter(({ side }) => side === "SELL"));
    expect(await list("status=closed&timeframe=1m&limit=200")).toEqual(
      all.filter(({ status, timeframe }) => status === "closed" && timeframe === "1m"),
    );
    expect(await list("timeframe=1d")).toEqual([]);
    expect(await problem("/api/signals?cursor=nonsense")).toEqual([400, "invalid_input"]);
    expect(await problem("/api/signals?timeframe=1s")).toEqual([400, "invalid_input"]);
    expect(await problem("/api/signals?side=HOLD")).toEqual([400, "invalid_input"]);
    expect(await problem("/api/signals/NOSUCHUSDT")).toEqual([404, "unknown_symbol"]);
    expect(await problem("/api/signals/record?symbol=NOSUCH")).toEqual([404, "unknown_symbol"]);
  });

  it("[SIG-61] the performance counts every signal, the losers too", async () => {
    const { signals } = SignalListSchema.parse(await get("/api/signals?limit=200"));
    const told = SignalPerformanceSchema.parse(await get("/api/signals/performance"));
    const ended = signals.flatMap(({ returnAfterCosts }) => returnAfterCosts ?? []);
    expect(told.total).toMatchObject({
      ...{ issued: signals.length, ended: ended.length },
      winners: ended.filter((net) => net > 0).length,
      losers: ended.filter((net) => net <= 0).length,
    });
    expect(told.total.losers).toBeGreaterThan(0);
    expect(told.total.meanReturn).toBeCloseTo(ended.reduce((sum, net) => sum + net, 0) / ended.length, 10);
    expect(told.groups.reduce((sum, { outcomes }) => sum + outcomes.issued, 0)).toBe(signals.length);
    const late = SignalPerformanceSchema.parse(
      await get(`/api/signals/performance?symbol=${SYMBOL}&from=${START + 3_000 * 60_000}`),
    );
    expect(late.total).toMatchObject({ issued: 0, winRate: null, since: null });
  });

  it("[SIG-50] pages through the record, which ends as the hub tells", async () => {
    const whole = SignalRecordListSchema.parse(await get(`/api/signals/record?symbol=${SYMBOL}&limit=500`));
    const paged = [];
    for (let cursor: string | null = "0"; cursor !== null; ) {
      const page: typeof whole = SignalRecordListSchema.parse(
        await get(`/api/signals/record?symbol=${SYMBOL}&limit=7&cursor=${cursor}`),
      );
      paged.push(...page.records);
      cursor = page.cursor;
    }
    expect(paged).toEqual(whole.records);
    expect(paged.map(({ seq }) => seq)).toEqual(paged.map((_, i) => i + 1));
    expect(whole.head).toEqual({ seq: paged.length, hash: paged.at(-1)?.hash });
  });

  it("[SIG-62] generates by a key with the scope alone, once for a bar", async () => {
    const path = `/api/signals/${SYMBOL}/generate?timeframe=5m`;
    expect((await wick.fetch(path, { method: "POST" })).status).toBe(401);
    const post = async (scope: "generate" | "ingest", headers: Record<string, string> = {}) =>
      await wick.fetch(path, {
        method: "POST",
        headers: { authorization: `Bearer ${await wick.key(scope)}`, ...headers },
      });
    expect((await post("ingest")).status).toBe(403);
    const first = await post("generate", { "idempotency-key": "one" });
    expect(first.status).toBe(200);
    const told = GeneratedSignalSchema.parse(await first.json());
    expect(told).toMatchObject({ symbol: SYMBOL, timeframe: "5m" });
    expect(told.decision).not.toBeNull();
    // The bar was decided on when it was final: there is nothing left to issue.
    expect(told.issued).toBeNull();
    const again = await post("generate", { "idempotency-key": "one" });
    expect(again.headers.get("idempotency-replayed")).toBe("true");
    expect(await again.json()).toEqual(told);
    // Another timeframe under the same key is another request.
    const other = await wick.fetch(path.replace("5m", "1h"), {
      method: "POST",
      headers: { authorization: `Bearer ${await wick.key("generate")}`, "idempotency-key": "one" },
    });
    expect([other.status, (await other.json<{ code: string }>()).code]).toEqual([
      409,
      "idempotency_conflict",
    ]);
  });

  it("[SIG-62] takes the timeframe from the body as well, and never another than was asked for", async () => {
    const post = async (query: string, body: string, type = "application/json") =>
      await wick.fetch(`/api/signals/${SYMBOL}/generate${query}`, {
        method: "POST",
        headers: { authorization: `Bearer ${await wick.key("generate")}`, "content-type": type },
        body,
      });
    const told = await post("", '{"timeframe":"5m"}');
    expect(await told.json()).toMatchObject({ timeframe: "5m" });
    expect(await (await post("?timeframe=5m", "{}")).json()).toMatchObject({ timeframe: "5m" });
    expect((await post("?timeframe=5m", '{"timeframe":"5m"}')).status).toBe(200);
    expect((await post("?timeframe=1h", '{"timeframe":"5m"}')).status).toBe(400);
    expect((await post("", '{"timeframe":"1s"}')).status).toBe(400);
    expect((await post("", '{"timeframe":"5m"}', "text/plain")).status).toBe(415);
  });
});
