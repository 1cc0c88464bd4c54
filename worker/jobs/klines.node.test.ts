import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { barOfKline } from "../../market/bars/sum.ts";
import { TIMEFRAME_MS, type Timeframe } from "../../market/time/timeframe.ts";
import { ColdBars } from "../../platform/cold/cold-bars.ts";
import { upsertBars } from "../../platform/d1/bars.ts";
import { openJobWorld } from "../../tests/support/job-world.ts";
import { type KlineExchange, klineRows, openKlineExchange } from "../../tests/support/table-exchange.ts";
import { gapAudit } from "./gap-audit.ts";
import type { Job, JobPorts } from "./job.ts";
import { klineJobs } from "./klines.ts";
import { missingKlines12h } from "./missing-klines-12h.ts";

const MINUTE = 60_000;
const START = Date.UTC(2024, 2, 1);
const MACHINE = Date.UTC(2026, 10, 21);

let exchange: KlineExchange;
beforeAll(async () => {
  exchange = await openKlineExchange();
});
afterEach(() => {
  exchange.fail(undefined);
  exchange.tables.clear();
});
afterAll(() => exchange.close());

/** BTCUSDT, whose hub knows the time `hub.time` of the exchange. */
function openWorld() {
  const hub = { time: null as number | null };
  const row = { symbol: "BTCUSDT", feed: "binance", status: "active" };
  const world = openJobWorld(MACHINE, {
    symbols: async () => [row] as never,
    hub: () => ({ getStatus: async () => ({ exchangeTime: hub.time }) }) as never,
    exchange: (symbol) => exchange.rest(symbol),
  });
  const series = () =>
    world.rows("SELECT timeframe, from_open, through_open FROM series ORDER BY timeframe") as {
      from_open: number;
      through_open: number;
    }[];
  return { ...world, hub, series };
}

/** Puts klines of the exchange into D1 as a hub's outbox does. */
async function bring(ports: JobPorts, timeframe: Timeframe, from: number, to: number): Promise<void> {
  const rest = exchange.rest("BTCUSDT");
  const step = TIMEFRAME_MS[timeframe];
  const klines = await rest.klines({ timeframe, from: START + from * step, to: START + to * step });
  await upsertBars(
    ports.db,
    klines.map((kline) => ({
      symbol: "BTCUSDT",
      timeframe,
      bar: { ...barOfKline(kline, 0), source: "trades" as const },
    })),
  );
}

const job = (id: string): Job => {
  const found = klineJobs.find((one) => one.id === id);
  if (found === undefined) throw new Error(id);
  return found;
};

test("[FILL-30] what the outbox brings without a hole extends the series, with no question to the exchange", async () => {
  const world = openWorld();
  exchange.tables.set("BTCUSDT 1h", klineRows("1h", START, 300));
  const HOUR = TIMEFRAME_MS["1h"];
  await bring(world.ports, "1h", 100, 109);
  await job("klines-1h").run(world.ports);
  expect(world.series()).toEqual([
    { timeframe: "1h", from_open: START + 100 * HOUR, through_open: START + 109 * HOUR },
  ]);
  await bring(world.ports, "1h", 110, 111);
  const asked = exchange.server.requests.length;
  const statements = world.d1.statements();
  await job("klines-1h").run(world.ports);
  expect(world.series()).toMatchObject([{ through_open: START + 111 * HOUR }]);
  expect(world.d1.statements() - statements).toBe(2);
  expect(exchange.server.requests.length).toBe(asked);
  world.hub.time = START + 113 * HOUR;
  const changes = world.rows("SELECT total_changes() AS n");
  await job("klines-1h").run(world.ports);
  expect(world.rows("SELECT total_changes() AS n")).toEqual(changes);
});

test("[FILL-30] a series of minutes grows by a quarter of an hour at once, and at once where minutes are missing", async () => {
  const world = openWorld();
  exchange.tables.set("BTCUSDT 1m", klineRows("1m", START, 300));
  await bring(world.ports, "1m", 0, 9);
  await job("klines-1m").run(world.ports);
  const asked = exchange.server.requests.length;
  const written = () => world.rows("SELECT total_changes() AS n")[0]?.n;
  for (let minute = 10; minute <= 23; minute++) {
    await bring(world.ports, "1m", minute, minute);
    world.hub.time = START + (minute + 1) * MINUTE;
    const before = written();
    await job("klines-1m").run(world.ports);
    expect(written()).toBe(before);
  }
  expect(world.series()).toMatchObject([{ through_open: START + 9 * MINUTE }]);
  await bring(world.ports, "1m", 24, 24);
  await job("klines-1m").run(world.ports);
  expect(world.series()).toMatchObject([{ through_open: START + 24 * MINUTE }]);
  // Nobody asked but the test itself, for each bar that it brought.
  expect(exchange.server.requests.length).toBe(asked + 15);
  // The hub brings two more, and then stops: what is due is asked for, whole or not.
  await bring(world.ports, "1m", 25, 26);
  world.hub.time = START + 33 * MINUTE;
  expect(await job("klines-1m").run(world.ports)).toMatchObject({ rows: 1 });
  expect(world.series()).toMatchObject([{ through_open: START + 27 * MINUTE }]);
});

test("[FILL-31] what the hub did not bring is asked of the exchange once it is late, and nothing before", async () => {
  const world = openWorld();
  exchange.tables.set("BTCUSDT 1m", klineRows("1m", START, 300));
  await bring(world.ports, "1m", 0, 9);
  await job("klines-1m").run(world.ports);
  // The hub was away from 10 to 19.
  await bring(world.ports, "1m", 20, 22);
  world.hub.time = START + 23 * MINUTE;
  await job("klines-1m").run(world.ports);
  expect(world.series()).toMatchObject([{ through_open: START + 9 * MINUTE }]);
  world.hub.time = START + 26 * MINUTE;
  expect(await job("klines-1m").run(world.ports)).toMatchObject({ rows: 10 });
  expect(world.series()).toMatchObject([{ through_open: START + 22 * MINUTE }]);
  // And it is away still: the exchange's clock goes on, as its next answer tells.
  world.hub.time = null;
  expect(await job("klines-1m").run(world.ports)).toMatchObject({ rows: 276 });
  expect(world.series()).toMatchObject([{ from_open: START, through_open: START + 298 * MINUTE }]);
  expect(world.rows("SELECT count(*) AS n FROM ohlcv")).toEqual([{ n: 299 }]);
});

test("[FILL-32] an outage of the exchange is written down and passed over", async () => {
  const world = openWorld();
  const rows = klineRows("1m", START, 100);
  exchange.tables.set("BTCUSDT 1m", [...rows.slice(0, 20), ...rows.slice(30)]);
  await bring(world.ports, "1m", 0, 19);
  await job("klines-1m").run(world.ports);
  await bring(world.ports, "1m", 30, 40);
  world.hub.time = START + 60 * MINUTE;
  expect(await job("klines-1m").run(world.ports)).toMatchObject({
    rows: 0,
    detail: "0 bars fetched, 1 outages",
  });
  expect(world.series()).toMatchObject([{ from_open: START, through_open: START + 40 * MINUTE }]);
  expect(world.rows("SELECT from_open, to_open FROM series_outage")).toEqual([
    { from_open: START + 20 * MINUTE, to_open: START + 29 * MINUTE },
  ]);
});

test("[FILL-33] a symbol of which nothing is stored begins with the exchange's newest closed bar", async () => {
  const world = openWorld();
  const DAY = TIMEFRAME_MS["1d"];
  exchange.tables.set("BTCUSDT 1d", klineRows("1d", START, 10));
  await job("klines-1d").run(world.ports);
  expect(world.series()).toEqual([
    { timeframe: "1d", from_open: START + 8 * DAY, through_open: START + 8 * DAY },
  ]);
});

test("[FILL-34] an exchange that fails fails the job; one that is busy does not", async () => {
  const world = openWorld();
  exchange.tables.set("BTCUSDT 1h", klineRows("1h", START, 10));
  exchange.fail(() => "500");
  await expect(job("klines-1h").run(world.ports)).rejects.toThrow("BTCUSDT: unavailable");
  exchange.fail(() => "429");
  expect(await job("klines-1h").run(world.ports)).toEqual({ rows: 0 });
});

test("[FILL-40] holes in what was whole are found within a day and repaired, in D1 and beside the cold store", async () => {
  const HOUR = TIMEFRAME_MS["1h"];
  const world = openWorld();
  const rows = klineRows("1h", START, 1_001);
  exchange.tables.set(
    "BTCUSDT 1h",
    rows.filter((_, i) => i < 600 || i > 604),
  );
  await bring(world.ports, "1h", 0, 998);
  await bring(world.ports, "1h", 990, 999);
  const { sqlite } = world.d1;
  sqlite.exec(`INSERT INTO series (symbol, timeframe, from_open, through_open)
    VALUES ('BTCUSDT', '1h', ${START}, ${START + 999 * HOUR})`);
  // 200 to 299 are in the cold store but for one, and 240 to 260 of them still in D1 as well; 400 to 409 and 995 are
  // gone.
  const told = await exchange
    .rest("BTCUSDT")
    .klines({ timeframe: "1h", from: START + 200 * HOUR, to: START + 299 * HOUR });
  const held = told.filter(({ openTime }) => openTime !== START + 250 * HOUR);
  const cold = new ColdBars(world.ports.db, world.ports.cold);
  await cold.mergeMonth(
    "BTCUSDT",
    "1h",
    START,
    held.map((kline) => ({ ...barOfKline(kline, 0), source: "trades" as const })),
    MACHINE,
  );
  sqlite.exec(`DELETE FROM ohlcv WHERE open_time BETWEEN ${START + 200 * HOUR} AND ${START + 239 * HOUR}
    OR open_time = ${START + 250 * HOUR} OR open_time BETWEEN ${START + 261 * HOUR} AND ${START + 299 * HOUR}
    OR open_time BETWEEN ${START + 400 * HOUR} AND ${START + 409 * HOUR} OR open_time = ${START + 995 * HOUR}`);
  const reports: number[] = [];
  for (let hour = 0; hour < 24; hour++) {
    world.at(MACHINE + hour * HOUR);
    reports.push((await gapAudit.run(world.ports)).rows);
  }
  expect(reports[0]).toBe(1);
  expect(reports.reduce((sum, n) => sum + n)).toBe(1 + 10 + 1);
  expect(world.rows("SELECT from_open, to_open FROM series_outage")).toEqual([
    { from_open: START + 600 * HOUR, to_open: START + 604 * HOUR },
  ]);
  expect(world.rows("SELECT count(*) AS n FROM ohlcv")).toEqual([{ n: 995 - 79 }]);
  const asked = exchange.server.requests.length;
  for (let hour = 24; hour < 48; hour++) {
    world.at(MACHINE + hour * HOUR);
    expect(await gapAudit.run(world.ports)).toEqual({ rows: 0 });
  }
  expect(exchange.server.requests.length).toBe(asked);
});

test("[FILL-35] missing 12h bars of the last two weeks are fetched, also inside the series", async () => {
  const STEP = TIMEFRAME_MS["12h"];
  const world = openWorld();
  exchange.tables.set("BTCUSDT 12h", klineRows("12h", START, 41));
  await bring(world.ports, "12h", 0, 38);
  await job("klines-12h").run(world.ports);
  world.d1.sqlite.exec(`DELETE FROM ohlcv WHERE open_time = ${START + 30 * STEP}`);
  expect(await missingKlines12h.run(world.ports)).toMatchObject({ rows: 2 });
  expect(world.series()).toMatchObject([{ from_open: START, through_open: START + 39 * STEP }]);
  expect(await missingKlines12h.run(world.ports)).toEqual({ rows: 0 });
});
