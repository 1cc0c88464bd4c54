import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { FORECAST_BARS } from "../../market/forecast/horizons.ts";
import { startReplayExchange } from "./server.ts";
import { TestClient } from "./stream/test-client.ts";
import { json, NOON, startTestExchange, type TestExchange } from "./stream/test-exchange.ts";

const RECORDED = Date.UTC(2024, 7, 8, 23, 54);

describe("a replay exchange on recorded data", () => {
  let folder: string;
  let exchange: TestExchange | undefined;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "wick-replay-"));
    const rows = Array.from(
      { length: 240 },
      (_, i) => `${500 + i},10.${50 + (i % 7)},1.5,${RECORDED + i * 1_000},true`,
    );
    const csv = `trade_id,price,qty,time,is_buyer_maker\n${rows.join("\n")}\n`;
    await writeFile(join(folder, "spot_foousdt_trades_20240808.csv"), csv);
  });
  afterEach(async () => {
    await exchange?.close();
    exchange = undefined;
    await rm(folder, { recursive: true });
  });

  const get = <T>(path: string) => json<T>(fetch(exchange?.restUrl + path));

  it("[REP-11] serves it at its own time, on a clock that starts then", async () => {
    exchange = await startTestExchange({
      data: folder,
      shift: "none",
      startAt: RECORDED,
      symbols: undefined,
    });
    expect(exchange.symbols).toEqual(["FOOUSDT"]);
    const client = await TestClient.connect(`${exchange.wsUrl}/ws/foousdt@aggTrade/foousdt@kline_1m`);
    exchange.pass(120_000);
    const trades = () => client.frames().filter((frame) => frame.e === "aggTrade");
    await client.until(
      () => trades().length === 120 && client.texts.some((text) => text.includes(`"t":${RECORDED + 60_000}`)),
    );
    expect(trades().map((frame) => [frame.f, frame.l, frame.T])).toEqual(
      Array.from({ length: 120 }, (_, i) => [500 + i, 500 + i, RECORDED + i * 1_000]),
    );
  });

  it("[REP-12] streams one pass after the other without a hole in its ids", async () => {
    exchange = await startTestExchange({ data: folder, symbols: undefined });
    const client = await TestClient.connect(`${exchange.wsUrl}/ws/foousdt@aggTrade`);
    exchange.pass(540_000);
    await client.until(() => client.texts.length >= 500);
    const frames = client.frames().slice(0, 500);
    const first = Number(frames[0]?.a);
    expect(frames.map((frame) => frame.a)).toEqual(frames.map((_, i) => first + i));
    expect(frames.map((frame) => frame.f)).toEqual(frames.map((_, i) => 500 + i));
  });

  it("[REP-11] goes on where it was when it is started again with its anchor", async () => {
    const options = { data: folder, anchor: NOON - 90_000, symbols: undefined };
    exchange = await startTestExchange(options);
    exchange.pass(600_000);
    const path = `/api/v3/aggTrades?symbol=FOOUSDT&startTime=${NOON + 400_000}&limit=1000`;
    const before = await get<object[]>(path);
    await exchange.close();
    exchange = await startTestExchange({ ...options, startAt: NOON + 600_000 });
    expect(await get(path)).toEqual(before);
    expect(before.length).toBeGreaterThan(100);
  });

  it("[REP-15] generates symbols that were not recorded", async () => {
    exchange = await startTestExchange({ data: folder, symbols: ["FOOUSDT", "BTCUSDT"] });
    exchange.pass(30_000);
    const [recorded] = await get<{ f: number }[]>("/api/v3/aggTrades?symbol=FOOUSDT&fromId=0&limit=1");
    expect(recorded?.f).toBe(500);
    expect(await get("/api/v3/klines?symbol=BTCUSDT&interval=1m&limit=5")).toHaveLength(5);
  });

  it("[REP-14] does not start on a folder without recordings, or one that is not there", async () => {
    await rm(join(folder, "spot_foousdt_trades_20240808.csv"));
    await expect(startReplayExchange({ data: folder })).rejects.toThrow("no recorded trades");
    await expect(startReplayExchange({ data: join(folder, "missing") })).rejects.toThrow("ENOENT");
  });

  it("[REP-1] has as many daily bars as forecasts look back, unless it is told otherwise", async () => {
    exchange = await startTestExchange({ historyDays: undefined });
    const bars = await get<object[]>("/api/v3/klines?symbol=BTCUSDT&interval=1d&limit=1000");
    expect(bars.length).toBeGreaterThan(FORECAST_BARS);
  });

  it("[REP-39] skips ahead after a long pause, with what was left out over REST", async () => {
    exchange = await startTestExchange();
    const client = await TestClient.connect(`${exchange.wsUrl}/ws/btcusdt@kline_1m`);
    exchange.pass(3_600_000);
    const closed = () => client.texts.filter((text) => text.includes('"x":true'));
    await client.until(() => closed().length >= 10);
    expect(closed()).toHaveLength(10);
    expect(await get("/api/v3/klines?symbol=BTCUSDT&interval=1m&limit=61")).toHaveLength(61);
  });
});
