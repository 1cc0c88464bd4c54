import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ApiClient } from "../support/api-client.ts";
import { AppProcess } from "../support/app-process.ts";
import { type ExactBar, exactBars } from "../support/exact-json.ts";
import type { KlineRow } from "../support/exchange-reader.ts";
import { ExchangeWorld } from "../support/exchange-world.ts";
import { SseClient } from "../support/sse-client.ts";
import { StreamClient } from "../support/stream-client.ts";
import { StreamTruth } from "../support/stream-truth.ts";
import { canonical, foldMinutes } from "../support/trade-fold.ts";
import { until } from "../support/until.ts";

const MINUTE = 60_000;
const START = Date.UTC(2026, 2, 3, 13, 12, 5);
const SYMBOLS = ["BTCUSDT", "SHIBUSDT"];
const CHANNELS = SYMBOLS.flatMap((symbol) => [
  `trades:${symbol}`,
  ...["1s", "1m", "5m", "15m"].map((timeframe) => `bars:${symbol}:${timeframe}`),
]);

/** One market and one app that lives through a crash, a late symbol and a lie of the exchange, in this order. */
describe("an app in a generated market", () => {
  let world: ExchangeWorld;
  let app: AppProcess;
  let api: ApiClient;
  let early: StreamClient;
  let events: SseClient;
  const truth = new StreamTruth();

  beforeAll(async () => {
    world = await ExchangeWorld.open({
      symbols: [...SYMBOLS, "ETHUSDT"],
      startAt: START,
      speed: 10,
      seed: 7,
    });
    app = await AppProcess.start({ symbols: SYMBOLS, exchange: world.exchange });
    api = new ApiClient(app.url, app.key);
    early = new StreamClient("early", app.wsUrl, truth);
    await early.connect();
    await early.subscribe(CHANNELS);
    events = new SseClient("events", app.url, CHANNELS, truth);
    await events.connect();
    world.run();
  }, 90_000);

  afterAll(async () => {
    events?.close();
    await early?.close();
    await app?.stop();
    await world?.close();
  });

  const finals = (channel: string) => early.log(channel).finals;
  const secondOfMinute = () => (world.now % MINUTE) / 1_000;
  const minuteFinal = (symbol: string, openTime: number) =>
    until(`the bar of ${symbol} at ${new Date(openTime).toISOString()}`, () =>
      finals(`bars:${symbol}:1m`).some((bar) => Number(bar.openTime) >= openTime),
    );

  it("[BAR-41] starts in the middle of a minute: the first minute and the forming day are exact", async () => {
    await until("second 40", () => secondOfMinute() >= 38 && secondOfMinute() < 45);
    const minute = Math.floor(world.now / MINUTE) * MINUTE;
    const day = Math.floor(minute / 86_400_000) * 86_400_000;
    const added = await api.send("PUT", "/api/admin/symbols/ETHUSDT", { feed: "binance" });
    expect(added.status, added.text).toBe(200);
    const client = new StreamClient("cold", app.wsUrl, truth);
    await client.connect();
    await client.subscribe(["bars:ETHUSDT:1m", "bars:ETHUSDT:1d"]);
    await until("the first minute of ETHUSDT", () =>
      client.log("bars:ETHUSDT:1m").finals.some((bar) => Number(bar.openTime) === minute),
    );
    const [first] = client.log("bars:ETHUSDT:1m").finals;
    const trades = await world.reader.trades("ETHUSDT", minute, minute + MINUTE - 1);
    expect(first).toMatchObject({ ...foldMinutes(trades).get(minute), revision: "0", source: "trades" });

    const forming = await until("a day that forms", async () => {
      const [bar] = await api.bars("ETHUSDT", "1d", "&limit=1");
      return bar?.final === false ? bar : undefined;
    });
    expect(Number(forming.openTime)).toBe(day);
    await expectFoldUpTo(forming, "ETHUSDT", day);
    await client.close();
  });

  /** The forming bar's last trade says how far it has come: all trades of its window up to there are its own. */
  async function expectFoldUpTo(bar: ExactBar, symbol: string, from: number): Promise<void> {
    const end = Math.floor(world.now / MINUTE) * MINUTE;
    const rows: KlineRow[] = [];
    for (let at = from; at < end; at += 1_000 * MINUTE) {
      rows.push(...(await world.reader.klines(symbol, "1m", at, Math.min(end, at + 1_000 * MINUTE) - 1)));
    }
    const tail = (await world.reader.trades(symbol, end - 3 * MINUTE, world.now)).filter(
      (trade) => trade.lastId <= Number(bar.lastId),
    );
    const minutes = foldMinutes(tail);
    const newest = Math.max(...minutes.keys());
    const whole = rows.filter((row) => row[0] < newest && row[8] > 0).map((row) => row.map(String));
    const last = minutes.get(newest);
    const sum = (index: number, own: string | undefined) =>
      whole.reduce((total, row) => total + BigInt(units(row[index] ?? "0")), BigInt(units(own ?? "0")));
    expect(units(bar.volume)).toBe(String(sum(5, last?.volume)));
    expect(units(bar.takerBuyVolume)).toBe(String(sum(9, last?.takerBuyVolume)));
    expect(Number(bar.n)).toBe(whole.reduce((n, row) => n + Number(row[8]), Number(last?.n)));
    expect(bar.open).toBe(canonical(whole[0]?.[1] ?? last?.open ?? ""));
    expect(bar.close).toBe(last?.close);
    expect(Number(bar.high)).toBe(Math.max(...whole.map((row) => Number(row[2])), Number(last?.high)));
    expect(Number(bar.low)).toBe(Math.min(...whole.map((row) => Number(row[3])), Number(last?.low)));
  }

  it("[BAR-40] lives through SIGKILL in mid-minute: since gives exactly what was missed", async () => {
    await until("the middle of a minute", () => secondOfMinute() > 25 && secondOfMinute() < 35);
    const killedAt = world.now;
    const before = new Map(CHANNELS.map((channel) => [channel, early.log(channel).seq ?? 0]));
    const cursor = events.lastEventId;
    await app.kill();
    await until("the socket to break", () => early.closed);
    expect(cursor).toBeDefined();
    await until("a minute to pass without us", () => world.now - killedAt > 1.5 * MINUTE);
    await app.revive();

    await until("the early subscriber to come back", async () => {
      await early.connect();
      return true;
    });
    await events.connect();
    const late = new StreamClient("late", app.wsUrl, truth);
    await late.connect();
    await late.subscribe(CHANNELS);
    const minute = Math.floor(world.now / MINUTE) * MINUTE;
    for (const symbol of SYMBOLS) await minuteFinal(symbol, minute);
    const resumed = new StreamClient("resumed", app.wsUrl, truth);
    await resumed.connect();
    await resumed.subscribe(CHANNELS, Object.fromEntries(before));

    for (const channel of CHANNELS) {
      expect(early.log(channel).snapshots, `${channel} was resumed, not begun anew`).toBe(1);
      const end = early.log(channel).seq ?? 0;
      const logs = [resumed.log(channel), late.log(channel), events.log(channel)];
      await until(`${channel} to reach ${end}`, () => logs.every((log) => (log.seq ?? 0) >= end));
      const from = before.get(channel) ?? 0;
      const missed = early.log(channel).log.filter(({ seq }) => seq > from && seq <= end);
      expect(missed.length, channel).toBeGreaterThan(0);
      for (const log of logs) {
        const first = log.log[0]?.seq ?? end + 1;
        const own = log.log.filter(({ seq }) => seq > from && seq <= end);
        expect(own, channel).toEqual(missed.filter(({ seq }) => seq >= first));
      }
      expect(resumed.log(channel).snapshots, channel).toBe(0);
      expect(events.log(channel).snapshots, channel).toBe(1);
    }
    // Every minute that ended while nobody looked is there, once, exact, and was never announced as a gap.
    for (const symbol of SYMBOLS) {
      const from = Math.floor(killedAt / MINUTE) * MINUTE;
      const expected = foldMinutes(await world.reader.trades(symbol, from, minute + MINUTE - 1));
      const bars = finals(`bars:${symbol}:1m`).filter((bar) => Number(bar.openTime) >= from);
      expect(bars.length).toBeGreaterThanOrEqual((minute - from) / MINUTE + 1);
      for (const bar of bars.filter(({ openTime }) => Number(openTime) <= minute)) {
        const folded = expected.get(Number(bar.openTime));
        if (folded !== undefined) expect(bar).toMatchObject({ ...folded, revision: "0", source: "trades" });
      }
      expect(await api.metric("wick_hub_gaps_total", symbol)).toBe(0);
    }
    await late.close();
    await resumed.close();
    expect(truth.violations).toEqual([]);
  });

  it("[BAR-30] [BAR-32] a falsified closed kline: one revision, one metric, one announcement", async () => {
    const symbol = "BTCUSDT";
    const revisionsBefore = await api.metric("wick_hub_revisions_total", symbol);
    expect(await api.metric("wick_hub_kline_mismatches_total", symbol)).toBe(0);
    world.exchange.setFaults({ now: { do: "falsify", symbol, field: "volume", klines: 1, rest: true } });
    const revised = await until("a revision", () =>
      finals(`bars:${symbol}:1m`).find((bar) => bar.revision !== "0"),
    );
    const openTime = Number(revised.openTime);
    await minuteFinal(symbol, openTime + 2 * MINUTE);

    const told = finals(`bars:${symbol}:1m`).filter((bar) => Number(bar.openTime) === openTime);
    expect(told.map(({ revision, source }) => `${revision} ${source}`)).toEqual(["0 trades", "1 kline"]);
    const [row] = await world.reader.klines(symbol, "1m", openTime, openTime);
    expect(revised).toMatchObject({ volume: canonical(row?.[5] ?? ""), n: String(row?.[8]) });
    expect(units(told[1]?.volume ?? "")).toBe(String(BigInt(units(told[0]?.volume ?? "")) + 100_000_000n));
    expect(await api.metric("wick_hub_kline_mismatches_total", symbol)).toBe(1);
    const stored = await api.bars(symbol, "1m", `&from=${openTime}&to=${openTime}`);
    expect(stored).toEqual([revised]);

    // What is built on it says the same.
    const window = Math.floor(openTime / (5 * MINUTE)) * 5 * MINUTE;
    const range = `&from=${window}&to=${window + 5 * MINUTE - 1}&forming=false`;
    const frame = await until(
      "the five minutes around it",
      async () => {
        const [bar] = await api.bars(symbol, "5m", range);
        return bar;
      },
      60_000,
    );
    const parts = await api.bars(symbol, "1m", range);
    expect(parts.length).toBe(5);
    const total = parts.reduce((sum, bar) => sum + BigInt(units(bar.volume)), 0n);
    expect(units(frame.volume)).toBe(String(total));
    expect(frame.source).toBe("mixed");
    expect(await api.metric("wick_hub_kline_mismatches_total", symbol)).toBe(1);
    const frames = finals(`bars:${symbol}:5m`).filter((bar) => bar.revision !== "0");
    expect(await api.metric("wick_hub_revisions_total", symbol)).toBeGreaterThanOrEqual(revisionsBefore + 1);
    expect(frames.length).toBeLessThanOrEqual(1);
    expect(truth.violations).toEqual([]);
  });

  it("says the same digits for a bar by REST, CSV, WebSocket, SSE and snapshot", async () => {
    for (const symbol of SYMBOLS) {
      const channel = `bars:${symbol}:1m`;
      const [bar] = finals(channel).slice(-1);
      const openTime = bar?.openTime ?? "";
      const range = `&from=${openTime}&to=${openTime}&forming=false`;
      const text = await api.barsText(symbol, "1m", range);
      truth.bars(channel, text);
      const fromEvents = await until("the same bar by SSE", () =>
        events.log(channel).finals.find((one) => one.openTime === openTime),
      );
      const snapshot = await api.get(`/api/stream/snapshot?channels=${channel}`);
      truth.bars(channel, snapshot.text);
      const csv = await api.get(`/api/features/ohlcv/${symbol}?timeframe=1m${range}&format=csv`);
      const [header = "", line = ""] = csv.text.trim().split(/\r?\n/);
      const cells = line.split(",");
      const named = Object.fromEntries(header.split(",").map((name, index) => [name, cells[index]]));
      const asText = Object.fromEntries(
        Object.entries(bar ?? {}).map(([name, value]) => [name, String(value ?? "")]),
      );
      expect(exactBars(text)).toEqual([bar]);
      expect(fromEvents).toEqual(bar);
      expect(named).toEqual(asText);
      const strings = await api.get(`/api/features/ohlcv/${symbol}?timeframe=1m${range}&decimals=string`);
      expect(strings.text).toContain(`"quoteVolume":"${bar?.quoteVolume}"`);
    }
    expect(truth.violations).toEqual([]);
  });

  it("removes a symbol while running: its subscribers are told, the others are not disturbed", async () => {
    const client = new StreamClient("leaving", app.wsUrl, truth);
    await client.connect();
    await client.subscribe(["bars:ETHUSDT:1m", "bars:BTCUSDT:1s"]);
    const removed = await api.send("DELETE", "/api/admin/symbols/ETHUSDT");
    expect(removed.status).toBe(200);
    await until("to be told", () => client.controls.some((control) => control.code === "unknown_symbol"));
    await until(
      "ETHUSDT to be gone",
      async () => (await api.get("/api/features/ohlcv/ETHUSDT")).status === 404,
    );
    expect((await api.get("/api/symbols")).text).not.toContain("ETHUSDT");
    const answer = await client.request({ op: "subscribe", channels: ["bars:ETHUSDT:1m"] });
    expect(answer).toMatchObject({ op: "error", code: "unknown_symbol" });
    const heard = client.log("bars:BTCUSDT:1s").log.length;
    await until("BTCUSDT to go on", () => client.log("bars:BTCUSDT:1s").log.length > heard + 2);
    expect(client.closed).toBeUndefined();

    const again = await api.send("PUT", "/api/admin/symbols/ETHUSDT", { feed: "binance" });
    expect(again.status).toBe(200);
    const channel = "bars:ETHUSDT:1m";
    await client.subscribe([channel]);
    const known = client.log(channel).finals.length;
    await until("ETHUSDT to be back", () => client.log(channel).finals.length > known);
    await client.close();
    expect(truth.violations).toEqual([]);
  });
});

/** A decimal as an integer of 1e-8, as text that can be compared. */
function units(text: string): string {
  const [whole = "0", fraction = ""] = text.split(".");
  return BigInt(`${whole}${fraction.slice(0, 8).padEnd(8, "0")}`).toString();
}
