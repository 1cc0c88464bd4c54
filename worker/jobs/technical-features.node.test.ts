import { expect, test } from "vitest";
import type { Bar } from "../../market/bars/bar.ts";
import { featureRow } from "../../market/features/feature-row.ts";
import { priceBarOf } from "../../market/indicators/price-bar.ts";
import type { Timeframe } from "../../market/time/timeframe.ts";
import { parseVariables } from "../../platform/config.ts";
import { upsertBars } from "../../platform/d1/bars.ts";
import type { SymbolRow } from "../../platform/d1/schema/symbols.ts";
import { markChanged } from "../../platform/d1/technical-features.ts";
import { openHistory } from "../../platform/history/history.ts";
import { walkBars } from "../../scripts/bench/bar-walk.ts";
import { openMemoryBucket } from "../../tests/support/memory-bucket.ts";
import { openNodeD1 } from "../../tests/support/node-d1.ts";
import { computeFeatures } from "../features/compute-features.ts";
import { compaction } from "./compaction.ts";
import type { JobPorts } from "./job.ts";
import { retention } from "./retention.ts";
import { technicalFeaturesJob } from "./technical-features.ts";

const START = Date.UTC(2024, 6, 1);
const MINUTE = 60_000;
const SYMBOL: SymbolRow = {
  ...{
    symbol: "AAAUSDT",
    feed: "push",
    base: "AAA",
    quote: "USDT",
    name: "AAA",
    status: "active",
    addedAt: 1,
  },
  ...{ tickSize: "0.01", stepSize: "0.01", latenessMs: 0 },
};

/** D1, a bucket and the history of them; the hub has forgotten everything. */
function openApp(variables: Record<string, string> = {}) {
  const d1 = openNodeD1();
  const r2 = openMemoryBucket();
  d1.sqlite.exec(`INSERT INTO symbols (symbol, feed, tick_size, step_size, lateness_ms, base, quote, name, status, added_at)
    VALUES ('AAAUSDT', 'push', '0.01', '0.01', 0, 'AAA', 'USDT', 'AAA', 'active', 1)`);
  const hub = { getBars: async () => ({ bars: [], more: false, oldest: null }) };
  const unused = () => {
    throw new Error("nobody else is to be asked");
  };
  const history = openHistory({
    ...{ db: d1.db, cold: r2.bucket, hub: () => hub, exchange: unused, now: () => Date.UTC(2026, 0) },
  });
  const ports: JobPorts = {
    ...{ db: d1.db, cold: r2.bucket, config: parseVariables(variables), now: () => Date.UTC(2026, 0) },
    ...{ symbols: async () => [SYMBOL], hub: unused, exchange: unused, history },
  };
  const store = async (bars: readonly Bar[], timeframe: Timeframe = "1m") => {
    await upsertBars(
      d1.db,
      bars.map((bar) => ({ symbol: "AAAUSDT", timeframe, bar })),
    );
    const first = bars[0];
    if (first !== undefined) await markChanged(d1.db, "AAAUSDT", timeframe, first.openTime);
  };
  const marks = () => d1.sqlite.prepare("SELECT timeframe, from_open FROM bar_change ORDER BY 1").all();
  const rows = (timeframe: Timeframe = "1m") =>
    d1.sqlite
      .prepare(
        `SELECT open_time, bar_revision, bars, "values" FROM technical_features WHERE timeframe = ? ORDER BY 1`,
      )
      .all(timeframe)
      .map((row) => ({ ...row }));
  const run = async () => (await technicalFeaturesJob.run(ports)).rows;
  const runAll = async () => {
    let written = 0;
    for (let runs = 0; runs < 20 && marks().length > 0; runs++) written += await run();
    return written;
  };
  return { d1, r2, ports, store, marks, rows, run, runAll };
}

const series = (count: number, timeframe: Timeframe = "1m", start = START) => [
  ...walkBars("features", timeframe, start, count),
];

/** What must be stored of a whole series. */
function expected(bars: readonly Bar[]) {
  const prices = bars.map(priceBarOf);
  return bars.map(({ openTime, revision }, i) => {
    const row = featureRow(prices, i);
    return {
      open_time: openTime,
      bar_revision: revision,
      bars: row.bars,
      values: JSON.stringify(row.values),
    };
  });
}

function revised(bar: Bar | undefined): Bar {
  if (bar === undefined) throw new Error("no such bar");
  return { ...bar, close: bar.high, revision: bar.revision + 1 };
}

test("[FEAT-10] every stored bar gets the row of the plain fold, and the mark goes", async () => {
  const app = openApp();
  const bars = series(700);
  await app.store(bars);
  expect(await app.run()).toBe(700);
  expect(app.rows()).toEqual(expected(bars));
  expect(app.marks()).toEqual([]);
  expect(await app.run()).toBe(0);
});

test("[FEAT-11] a new bar costs one row, and the same bars again none", async () => {
  const app = openApp();
  const bars = series(600);
  await app.store(bars.slice(0, 599));
  await app.run();
  await app.store(bars.slice(599));
  expect(await app.run()).toBe(1);
  await app.store(bars.slice(100));
  expect(await app.run()).toBe(0);
  expect(app.rows()).toEqual(expected(bars));
});

test("[FEAT-12] a corrected bar changes the rows it lies in, and older bars those that were short of them", async () => {
  const app = openApp();
  const bars = series(1_300);
  await app.store(bars.slice(300));
  await app.runAll();
  expect(app.rows()).toEqual(expected(bars.slice(300)));
  bars[400] = revised(bars[400]);
  await app.store(bars.slice(400, 401));
  // Its own row and those of the 511 bars after it, but where the correction is below the last bit.
  const changed = await app.runAll();
  expect(changed).toBeGreaterThan(100);
  expect(changed).toBeLessThanOrEqual(512);
  await app.store(bars.slice(0, 300));
  await app.runAll();
  expect(app.rows()).toEqual(expected(bars));
});

test("[FEAT-13] a long past is computed run by run, and keeps no other series waiting", async () => {
  const app = openApp();
  const minutes = series(5_500);
  const hours = series(30, "1h");
  await app.store(minutes);
  await app.store(hours, "1h");
  await app.run();
  expect(app.rows("1h")).toEqual(expected(hours));
  expect(app.marks()).toEqual([{ timeframe: "1m", from_open: expect.any(Number) }]);
  expect(app.rows().length).toBeLessThan(minutes.length);
  await app.runAll();
  expect(app.rows()).toEqual(expected(minutes));
});

test("[FEAT-13] a change that comes while rows are computed keeps its mark", async () => {
  const app = openApp();
  const bars = series(600);
  await app.store(bars);
  const corrected = revised(bars[20]);
  let once = true;
  app.d1.fail((sql) => {
    // As the rows are about to be written, the hub corrects a bar they were computed of.
    if (once && sql.includes("INSERT INTO technical_features")) {
      once = false;
      app.d1.sqlite.exec(`UPDATE ohlcv SET close = '${corrected.close}', revision = 1 WHERE open_time = ${corrected.openTime};
        UPDATE bar_change SET from_open = ${corrected.openTime}, version = version + 1`);
    }
    return undefined;
  });
  await app.run();
  expect(app.marks()).toHaveLength(1);
  await app.runAll();
  bars[20] = corrected;
  expect(app.rows()).toEqual(expected(bars));
});

test("[FEAT-13] a run that dies before or after its commit leaves the rest to the next", async () => {
  const app = openApp();
  const bars = series(2_400);
  await app.store(bars);
  for (const after of [false, true]) {
    // The first thousand rows come through, the second do not.
    let fails = 1;
    app.d1.fail((sql) => {
      if (!sql.includes("INSERT INTO technical_features") || fails-- > 0) return undefined;
      return { message: "D1 is away", after };
    });
    await expect(app.run()).rejects.toThrow("D1 is away");
  }
  app.d1.fail(undefined);
  await app.runAll();
  expect(app.rows()).toEqual(expected(bars));
});

test("[FEAT-14] rows on both sides of the cold store's edge are those of the whole series", async () => {
  const app = openApp({ HOT_DAYS_1M: "8" });
  const bars = series(12 * 1_440, "1m", Date.UTC(2024, 5, 26));
  await app.store(bars.slice(0, -1));
  await compaction.run(app.ports);
  await retention.run(app.ports);
  const hot = Number(app.d1.sqlite.prepare("SELECT count(*) AS n FROM ohlcv").get()?.n);
  expect(hot).toBe(8 * 1_440);
  const edge = bars.length - 1 - hot;
  app.d1.sqlite.exec(`UPDATE bar_change SET from_open = ${(bars[edge] as Bar).openTime - 10 * MINUTE}`);
  await app.run();
  const prices = bars.map(priceBarOf);
  for (const i of [edge - 10, edge - 1, edge, edge + 1, edge + 500, edge + 600]) {
    const row = app.rows().find(({ open_time }) => open_time === bars[i]?.openTime);
    expect(row, `row ${i - edge} from the edge`).toMatchObject({
      bars: 512,
      values: JSON.stringify(featureRow(prices, i).values),
    });
  }
});

test("[FEAT-15] rows of an older catalog are computed anew once a bar comes", async () => {
  const app = openApp();
  const bars = series(800);
  await app.store(bars.slice(0, 799));
  await app.run();
  app.d1.sqlite.exec(
    `UPDATE technical_features SET version = 0, "values" = '[]' WHERE open_time >= ${START + 100 * MINUTE}`,
  );
  await app.store(bars.slice(799));
  await app.runAll();
  expect(app.rows()).toEqual(expected(bars));
});

test("[FEAT-16] a series is computed anew on demand, with its progress", async () => {
  const app = openApp();
  const bars = series(2_100);
  await app.store(bars);
  const reached: number[] = [];
  const report = await computeFeatures(app.ports, "AAAUSDT", "1m", START, (open) => reached.push(open));
  expect(report).toEqual({ computed: 2_100, written: 2_100 });
  expect(reached).toHaveLength(2);
  expect(app.marks()).toEqual([]);
  expect(await computeFeatures(app.ports, "AAAUSDT", "1m", START)).toEqual({ computed: 2_100, written: 0 });
});
