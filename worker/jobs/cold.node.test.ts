import { expect, test } from "vitest";
import type { Bar } from "../../market/bars/bar.ts";
import { TIMEFRAME_MS, type Timeframe } from "../../market/time/timeframe.ts";
import { ColdBars } from "../../platform/cold/cold-bars.ts";
import { readHotBars } from "../../platform/cold/hot-bars.ts";
import { mergeBars } from "../../platform/cold/merge-bars.ts";
import { parseVariables } from "../../platform/config.ts";
import { upsertBars } from "../../platform/d1/bars.ts";
import { walkBars } from "../../scripts/bench/bar-walk.ts";
import { openMemoryBucket } from "../../tests/support/memory-bucket.ts";
import { openNodeD1 } from "../../tests/support/node-d1.ts";
import { compaction } from "./compaction.ts";
import type { JobPorts } from "./job.ts";
import { retention } from "./retention.ts";

const DAY = 86_400_000;
const ALL = { from: 0, to: Number.MAX_SAFE_INTEGER };
/** The data are of 2024; the machine's clock has nothing to do with it. */
const JULY = Date.UTC(2024, 6, 1);

async function openApp(variables: Record<string, string> = {}) {
  const d1 = openNodeD1();
  const r2 = openMemoryBucket();
  const clock = { now: Date.UTC(2026, 10, 21) };
  d1.sqlite.exec(
    `INSERT INTO symbols (symbol, feed, base, quote, name, status, added_at)
     VALUES ('BTCUSDT', 'binance', 'BTC', 'USDT', 'Bitcoin', 'active', 1)`,
  );
  const unused = () => {
    throw new Error("these jobs ask neither hub nor exchange");
  };
  const ports: JobPorts = {
    ...{ db: d1.db, cold: r2.bucket, config: parseVariables(variables), now: () => clock.now },
    ...{ symbols: unused, hub: unused, exchange: unused },
    history: { page: unused, read: unused },
  };
  const cold = new ColdBars(d1.db, r2.bucket);
  return { d1, r2, clock, ports, cold };
}

type App = Awaited<ReturnType<typeof openApp>>;

async function store({ ports }: App, timeframe: Timeframe, bars: readonly Bar[]) {
  await upsertBars(
    ports.db,
    bars.map((bar) => ({ symbol: "BTCUSDT", timeframe, bar })),
  );
}

/** What a reader sees: index and rows of one moment, the higher revision of each bar. */
async function readAll({ ports, cold }: App, timeframe: Timeframe): Promise<Bar[]> {
  const objects = cold.objects(await cold.index("BTCUSDT", timeframe, ALL).all());
  const found: Bar[] = [];
  for await (const batch of cold.read(objects, timeframe, ALL)) found.push(...batch);
  return mergeBars(found, await readHotBars(ports.db, "BTCUSDT", timeframe, ALL));
}

function hotRows({ d1 }: App, timeframe: Timeframe) {
  return d1.sqlite
    .prepare("SELECT COUNT(*) AS n, MIN(open_time) AS first FROM ohlcv WHERE timeframe = ?")
    .get(timeframe);
}

function walk(timeframe: Timeframe, from: number, days: number): Bar[] {
  return [...walkBars(`jobs ${timeframe}`, timeframe, from, (days * DAY) / TIMEFRAME_MS[timeframe])];
}

test("[COLD-10] [COLD-11] bars that are older than their limit leave D1 for R2, and every bar is still there", async () => {
  const app = await openApp();
  const minutes = walk("1m", JULY, 40);
  const hours = walk("1h", JULY, 40);
  await store(app, "1m", minutes);
  await store(app, "1h", hours);
  expect((await retention.run(app.ports)).rows).toBe(0);
  await compaction.run(app.ports);
  await retention.run(app.ports);
  // By the data's own clock: forty days of bars, thirty of them stay.
  expect(hotRows(app, "1m")).toEqual({ n: 30 * 1_440, first: JULY + 10 * DAY });
  expect(hotRows(app, "1h")).toMatchObject({ n: hours.length });
  expect([...app.r2.objects.keys()].map((key) => key.replace(/-\w{8}\.parquet$/, ""))).toEqual([
    "bars/v1/BTCUSDT/1h/2024-07",
    "bars/v1/BTCUSDT/1m/2024-07",
  ]);
  expect(await readAll(app, "1m")).toEqual(minutes);
  expect(await readAll(app, "1h")).toEqual(hours);
});

test("[COLD-10] run again, the jobs write, read back and delete nothing", async () => {
  const app = await openApp();
  await store(app, "1m", walk("1m", JULY, 40));
  await compaction.run(app.ports);
  await retention.run(app.ports);
  const puts = app.r2.operations.put;
  expect((await compaction.run(app.ports)).rows).toBe(0);
  expect((await retention.run(app.ports)).rows).toBe(0);
  expect(app.r2.operations.put).toBe(puts);
});

test("[COLD-10] an open month is written for what leaves D1, and grows by days at once", async () => {
  const app = await openApp({ HOT_DAYS_1M: "8" });
  const bars = walk("1m", JULY, 28);
  let puts = 0;
  for (let day = 1; day <= 28; day++) {
    await store(app, "1m", bars.slice((day - 1) * 1_440, day * 1_440));
    await compaction.run(app.ports);
    await retention.run(app.ports);
    expect(hotRows(app, "1m")).toMatchObject({ n: Math.min(day, 8) * 1_440 });
    puts = app.r2.operations.put ?? 0;
  }
  expect(puts).toBeLessThanOrEqual(4);
  expect(await readAll(app, "1m")).toEqual(bars);
});

test("[COLD-3] a bar that was corrected behind the compaction stays in D1 until its object has the correction", async () => {
  const app = await openApp();
  const bars = walk("1m", JULY, 40);
  await store(app, "1m", bars);
  await compaction.run(app.ports);
  const corrected = bars.map((bar, i) => (i === 77 ? { ...bar, n: 9_999, revision: 1 } : bar));
  await store(app, "1m", corrected.slice(77, 78));
  await retention.run(app.ports);
  expect(hotRows(app, "1m")).toEqual({ n: 30 * 1_440 + 1, first: JULY + 77 * 60_000 });
  expect(await readAll(app, "1m")).toEqual(corrected);
  await compaction.run(app.ports);
  await retention.run(app.ports);
  expect(hotRows(app, "1m")).toMatchObject({ n: 30 * 1_440 });
  expect(await readAll(app, "1m")).toEqual(corrected);
});

test("[COLD-4] what a hub made takes the place of a kline of the same revision also in R2, and never gives way to one", async () => {
  const app = await openApp({ HOT_DAYS_1M: "8" });
  const own = walk("1m", JULY, 10).map((bar) => ({ ...bar, source: "trades" as const }));
  const klines = own.map((bar) => ({ ...bar, source: "kline" as const, firstId: null, lastId: null }));
  // The hub could not send its bars of the first hours before their month was in R2.
  const late = 300;
  await store(app, "1m", [...klines.slice(0, late), ...own.slice(late)]);
  await compaction.run(app.ports);
  await store(app, "1m", own.slice(0, late));
  await retention.run(app.ports);
  expect(await readAll(app, "1m")).toEqual(own);
  await compaction.run(app.ports);
  await retention.run(app.ports);
  expect(hotRows(app, "1m")).toMatchObject({ n: 8 * 1_440 });
  expect(await readAll(app, "1m")).toEqual(own);
  // Somebody asks the exchange for them once more.
  await store(app, "1m", klines.slice(0, late));
  expect(await readAll(app, "1m")).toEqual(own);
  await retention.run(app.ports);
  expect(hotRows(app, "1m")).toMatchObject({ n: 8 * 1_440 });
});

test("[COLD-10] a hole that is filled long after its month was written finds its way into the object", async () => {
  const app = await openApp();
  const bars = walk("1m", JULY, 40);
  const holed = bars.filter((_, i) => i < 500 || i >= 600);
  await store(app, "1m", holed);
  await compaction.run(app.ports);
  await retention.run(app.ports);
  await store(app, "1m", bars.slice(500, 600));
  await compaction.run(app.ports);
  await retention.run(app.ports);
  expect(hotRows(app, "1m")).toMatchObject({ n: 30 * 1_440 });
  expect(await readAll(app, "1m")).toEqual(bars);
});

test("[COLD-8] whatever fails, at any operation, no bar is ever missing, and the next runs complete it", async () => {
  const bars = walk("1m", JULY, 33);
  const app = await openApp();
  await store(app, "1m", bars);
  let done = false;
  for (let kill = 1; !done; kill++) {
    let count = 0;
    const dies = () => (++count === kill ? "killed" : undefined);
    app.d1.fail(() => {
      const message = dies();
      return message === undefined ? undefined : { message, after: kill % 2 === 0 };
    });
    app.r2.fail(dies);
    const results = await Promise.allSettled([compaction.run(app.ports), retention.run(app.ports)]);
    done = count < kill && results.every(({ status }) => status === "fulfilled");
    app.d1.fail(undefined);
    app.r2.fail(undefined);
    expect((await readAll(app, "1m")).length).toBe(bars.length);
    expect(kill).toBeLessThan(80);
  }
  expect(hotRows(app, "1m")).toMatchObject({ n: 30 * 1_440 });
  expect(await readAll(app, "1m")).toEqual(bars);
});

test("[COLD-9] [COLD-12] old records and replaced objects go, young ones stay", async () => {
  const app = await openApp({ HOT_DAYS_1M: "8" });
  const bars = walk("1m", JULY, 12);
  await store(app, "1m", bars.slice(0, 10 * 1_440));
  await compaction.run(app.ports);
  const [first] = app.r2.objects.keys();
  await store(app, "1m", [{ ...bars[5], revision: 1 } as Bar, ...bars.slice(10 * 1_440)]);
  await compaction.run(app.ports);
  const { now } = app.clock;
  const run = app.d1.sqlite.prepare("INSERT INTO etl_run VALUES (?, ?, 'cron', ?, 'ok', 0, NULL, NULL)");
  run.run("a", now - 31 * DAY, now);
  run.run("a", now - 29 * DAY, now);
  await retention.run(app.ports);
  expect(app.r2.objects.size).toBe(2);
  expect(app.d1.sqlite.prepare("SELECT COUNT(*) AS n FROM etl_run").get()).toEqual({ n: 1 });
  app.clock.now += DAY + 1;
  await retention.run(app.ports);
  expect([...app.r2.objects.keys()]).not.toContain(first);
  expect(await readAll(app, "1m")).toMatchObject({ length: bars.length });
});

test("[COLD-9] [COLD-11] however much a day leaves behind, the next run takes all of it", async () => {
  const app = await openApp();
  await store(app, "1m", walk("1m", JULY, 40));
  await compaction.run(app.ports);
  const { sqlite } = app.d1;
  sqlite.exec(
    `WITH RECURSIVE n (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < 1999)
     INSERT INTO cold_garbage (key, kind, symbol, timeframe, period, since, doomed)
     SELECT 'ticks/v1/' || i, 'ticks', 'BTCUSDT', 'ticks', i, 1, 0 FROM n`,
  );
  sqlite.exec(
    `INSERT INTO technical_features (symbol, timeframe, open_time, version, bar_revision, bars, "values")
     SELECT symbol, timeframe, open_time, 1, 0, 1, '[]' FROM ohlcv WHERE timeframe = '1m'`,
  );
  await retention.run(app.ports);
  const counts = () =>
    sqlite
      .prepare(
        `SELECT (SELECT COUNT(*) FROM cold_garbage) AS garbage, (SELECT COUNT(*) FROM ohlcv) AS bars,
           (SELECT COUNT(*) FROM technical_features) AS features`,
      )
      .get();
  expect(counts()).toEqual({ garbage: 0, bars: 30 * 1_440, features: 30 * 1_440 });
});
