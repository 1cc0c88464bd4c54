import { expect, test } from "vitest";
import type { Bar } from "../../market/bars/bar.ts";
import { CATALOG_VERSION } from "../../market/features/catalog.ts";
import { featureRow } from "../../market/features/feature-row.ts";
import { priceBarOf } from "../../market/indicators/price-bar.ts";
import type { Timeframe } from "../../market/time/timeframe.ts";
import { parsePatterns } from "../../platform/d1/pattern-text.ts";
import { walkBars } from "../../scripts/bench/bar-walk.ts";
import { openFeatureWorld, revised, storedRowsOf } from "../../tests/support/feature-world.ts";
import { computeFeatures } from "../features/compute-features.ts";
import { compaction } from "./compaction.ts";
import { retention } from "./retention.ts";

const START = Date.UTC(2024, 6, 1);
const MINUTE = 60_000;
const series = (count: number, timeframe: Timeframe = "1m", start = START) => [
  ...walkBars("features", timeframe, start, count),
];

test("[FEAT-10] every stored bar gets the row of the plain fold, and the mark goes", async () => {
  const world = openFeatureWorld();
  const bars = series(700);
  await world.store(bars);
  expect(await world.run()).toBe(700);
  expect(world.rows()).toEqual(storedRowsOf(bars));
  expect(world.marks()).toEqual([]);
  expect(await world.run()).toBe(0);
});

test("[FEAT-11] a new bar costs one row, and the same bars again none", async () => {
  const world = openFeatureWorld();
  const bars = series(600);
  await world.store(bars.slice(0, 599));
  await world.run();
  await world.store(bars.slice(599));
  expect(await world.run()).toBe(1);
  await world.store(bars.slice(100));
  expect(await world.run()).toBe(0);
  expect(world.rows()).toEqual(storedRowsOf(bars));
});

test("[FEAT-12] a corrected bar changes the rows it lies in, and older bars those that were short of them", async () => {
  const world = openFeatureWorld();
  const bars = series(1_300);
  await world.store(bars.slice(300));
  await world.runAll();
  expect(world.rows()).toEqual(storedRowsOf(bars.slice(300)));
  bars[400] = revised(bars[400]);
  await world.store(bars.slice(400, 401));
  // Its own row and those of the 511 bars after it, but where the correction is below the last bit.
  const changed = await world.runAll();
  expect(changed).toBeGreaterThan(100);
  expect(changed).toBeLessThanOrEqual(512);
  await world.store(bars.slice(0, 300));
  await world.runAll();
  expect(world.rows()).toEqual(storedRowsOf(bars));
});

test("[FEAT-10] new bars are found without a mark, one by one and a few at once", async () => {
  const world = openFeatureWorld();
  const bars = series(620);
  await world.store(bars.slice(0, 600));
  await world.runAll();
  const marked = () => world.d1.written().bar_change ?? 0;
  const before = marked();
  for (const [from, to] of [
    [600, 601],
    [601, 602],
    [602, 620],
  ]) {
    await world.store(bars.slice(from, to));
    await world.run();
  }
  expect(marked()).toBe(before);
  expect(world.rows()).toEqual(storedRowsOf(bars));
});

test.each([
  { where: "before", index: 600 },
  { where: "among", index: 604 },
])(
  "[FEAT-13] a bar that comes $where new ones between reading and storing them marks them",
  async ({ index }) => {
    const world = openFeatureWorld();
    const bars = series(610);
    await world.store(bars.slice(0, 600));
    await world.runAll();
    await world.store(bars.slice(600).filter((_, i) => i !== index - 600));
    // As it is for a hub that writes while the job computes: the row is there when the job's batch begins.
    const late = bars[index] as Bar;
    const copy = `INSERT INTO ohlcv SELECT symbol, timeframe, ${late.openTime}, '${late.open}', '${late.high}', '${late.low}',
    '${late.close}', '${late.volume}', quote_volume, n, taker_buy_volume, taker_buy_quote_volume, first_id, last_id, 0, source
    FROM ohlcv WHERE timeframe = '1m' LIMIT 1`;
    let done = false;
    world.d1.fail((sql) => {
      if (sql.includes("INSERT INTO technical_features") && !done) {
        done = true;
        world.d1.sqlite.exec(copy);
      }
      return undefined;
    });
    await world.run();
    expect(world.marks()).toEqual([{ timeframe: "1m", from_open: (bars[599]?.openTime ?? 0) + 1 }]);
    await world.runAll();
    expect(world.rows()).toEqual(storedRowsOf(bars));
  },
);

test("[FEAT-10] a past that is filled in downwards, in pages small and large, gets its rows", async () => {
  const world = openFeatureWorld();
  const bars = series(2_400);
  // The newest first, as a backfill brings them; the job runs in between.
  for (const [from, to] of [
    [2_390, 2_400],
    [1_400, 2_390],
    [1_100, 1_400],
    [1_090, 1_100],
    [0, 1_090],
  ]) {
    await world.store(bars.slice(from, to));
    await world.run();
  }
  await world.runAll();
  expect(world.rows()).toEqual(storedRowsOf(bars));
});

test("[FEAT-10] bars of which none has features yet, in small pages downwards, get their rows", async () => {
  const world = openFeatureWorld();
  const bars = series(900);
  for (const from of [600, 300, 0]) await world.store(bars.slice(from, from + 300));
  expect(world.marks()).toEqual([]);
  await world.runAll();
  expect(world.rows()).toEqual(storedRowsOf(bars));
});

test("[FEAT-13] a long past is computed run by run, and keeps no other series waiting", async () => {
  const world = openFeatureWorld();
  const minutes = series(5_500);
  const hours = series(30, "1h");
  await world.store(minutes);
  await world.store(hours, "1h");
  await world.run();
  expect(world.rows("1h")).toEqual(storedRowsOf(hours));
  expect(world.marks()).toEqual([{ timeframe: "1m", from_open: expect.any(Number) }]);
  expect(world.rows().length).toBeLessThan(minutes.length);
  await world.runAll();
  expect(world.rows()).toEqual(storedRowsOf(minutes));
});

test.each([
  { when: "last rows", count: 600, insert: 1 },
  { when: "first of many rows", count: 2_400, insert: 1 },
  { when: "second of many rows", count: 2_400, insert: 2 },
])("[FEAT-13] a change that comes while the $when are computed keeps its mark", async ({ count, insert }) => {
  const world = openFeatureWorld();
  const bars = series(count);
  await world.store(bars);
  const corrected = revised(bars[20]);
  let inserts = 0;
  world.d1.fail((sql) => {
    if (!sql.includes("INSERT INTO technical_features")) return undefined;
    inserts += 1;
    // As the rows are about to be written, the hub corrects a bar they were computed of.
    if (inserts === insert) {
      world.d1.sqlite.exec(`UPDATE ohlcv SET close = '${corrected.close}', revision = 1 WHERE open_time = ${corrected.openTime};
        UPDATE bar_change SET from_open = ${corrected.openTime}, version = version + 1`);
    }
    return undefined;
  });
  await world.run();
  expect(world.marks()).toHaveLength(1);
  await world.runAll();
  bars[20] = corrected;
  expect(world.rows()).toEqual(storedRowsOf(bars));
});

test("[FEAT-13] a run that dies before or after its commit leaves the rest to the next", async () => {
  const world = openFeatureWorld();
  const bars = series(2_400);
  await world.store(bars);
  for (const after of [false, true]) {
    // The first thousand rows come through, the second do not.
    let fails = 1;
    world.d1.fail((sql) => {
      if (!sql.includes("INSERT INTO technical_features") || fails-- > 0) return undefined;
      return { message: "D1 is away", after };
    });
    await expect(world.run()).rejects.toThrow("D1 is away");
  }
  world.d1.fail(undefined);
  await world.runAll();
  expect(world.rows()).toEqual(storedRowsOf(bars));
});

test("[FEAT-14] rows on both sides of the cold store's edge are those of the whole series", async () => {
  const world = openFeatureWorld({ HOT_DAYS_1M: "8" });
  const bars = series(12 * 1_440, "1m", Date.UTC(2024, 5, 26));
  await world.store(bars.slice(0, -1));
  await compaction.run(world.ports);
  await retention.run(world.ports);
  const hot = Number(world.d1.sqlite.prepare("SELECT count(*) AS n FROM ohlcv").get()?.n);
  expect(hot).toBe(8 * 1_440);
  const edge = bars.length - 1 - hot;
  world.d1.sqlite.exec(`UPDATE bar_change SET from_open = ${(bars[edge] as Bar).openTime - 10 * MINUTE}`);
  await world.run();
  const prices = bars.map(priceBarOf);
  for (const i of [edge - 10, edge - 1, edge, edge + 1, edge + 500, edge + 600]) {
    const row = world.rows().find(({ open_time }) => open_time === bars[i]?.openTime);
    expect(row, `row ${i - edge} from the edge`).toMatchObject({
      bars: 512,
      values: JSON.stringify(featureRow(prices, i).values),
    });
  }
});

test("[FEAT-14] bars that were repaired in a month that is cold are not taken for the whole series", async () => {
  const world = openFeatureWorld({ HOT_DAYS_1M: "8" });
  const bars = series(12 * 1_440, "1m", Date.UTC(2024, 5, 26));
  await world.store(bars);
  await compaction.run(world.ports);
  await retention.run(world.ports);
  world.d1.sqlite.exec("DELETE FROM bar_change");
  for (let i = 2_000; i < 2_600; i++) bars[i] = revised(bars[i]);
  await world.store(bars.slice(2_000, 2_600));
  await world.run();
  const prices = bars.map(priceBarOf);
  for (const i of [2_000, 2_599, 2_600, 3_000, 3_200, 5_000]) {
    const row = world.rows().find(({ open_time }) => open_time === bars[i]?.openTime);
    expect(row, `row ${i}`).toMatchObject({ values: JSON.stringify(featureRow(prices, i).values) });
  }
});

test("[FEAT-15] rows of an older catalog are computed anew once a bar comes", async () => {
  const world = openFeatureWorld();
  const bars = series(800);
  await world.store(bars.slice(0, 799));
  await world.run();
  world.d1.sqlite.exec(
    `UPDATE technical_features SET version = 0, "values" = '[]' WHERE open_time >= ${START + 100 * MINUTE}`,
  );
  await world.store(bars.slice(799));
  await world.runAll();
  expect(world.rows()).toEqual(storedRowsOf(bars));
});

test("[PAT-10] a correction that makes a pattern, or unmakes it, is stored so", async () => {
  const world = openFeatureWorld();
  const bars = series(40);
  await world.store(bars);
  await world.run();
  const patternsOf = (index: number) => {
    const text = world.rows()[index]?.patterns;
    return parsePatterns(typeof text === "string" ? text : null).map(({ pattern }) => pattern);
  };
  const before = bars[35] as Bar;
  expect(patternsOf(35)).not.toContain("doji");
  bars[35] = { ...before, close: before.open, revision: 1 };
  await world.store(bars.slice(35, 36));
  await world.run();
  expect(patternsOf(35)).toContain("doji");
  expect(world.rows()).toEqual(storedRowsOf(bars));
  bars[35] = { ...before, revision: 2 };
  await world.store(bars.slice(35, 36));
  await world.run();
  expect(patternsOf(35)).not.toContain("doji");
  expect(world.rows()).toEqual(storedRowsOf(bars));
});

test("[PAT-10] [FEAT-15] rows from before there were patterns get theirs", async () => {
  const world = openFeatureWorld();
  const bars = series(120);
  await world.store(bars.slice(0, 119));
  await world.run();
  world.d1.sqlite.exec(`UPDATE technical_features SET version = ${CATALOG_VERSION}, patterns = NULL`);
  await world.store(bars.slice(119));
  await world.runAll();
  expect(world.rows()).toEqual(storedRowsOf(bars));
});

test("[FEAT-16] a series is computed anew on demand, with its progress", async () => {
  const world = openFeatureWorld();
  const bars = series(2_100);
  await world.store(bars);
  const reached: number[] = [];
  const report = await computeFeatures(world.ports, "AAAUSDT", "1m", START, (open) => reached.push(open));
  expect(report).toEqual({ computed: 2_100, written: 2_100 });
  expect(reached).toHaveLength(2);
  expect(world.marks()).toEqual([]);
  expect(await computeFeatures(world.ports, "AAAUSDT", "1m", START)).toEqual({ computed: 2_100, written: 0 });
});
