import { expect, test } from "vitest";
import type { Bar } from "../../market/bars/bar.ts";
import { featureRow } from "../../market/features/feature-row.ts";
import { priceBarOf } from "../../market/indicators/price-bar.ts";
import type { Timeframe } from "../../market/time/timeframe.ts";
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
  const app = openFeatureWorld();
  const bars = series(700);
  await app.store(bars);
  expect(await app.run()).toBe(700);
  expect(app.rows()).toEqual(storedRowsOf(bars));
  expect(app.marks()).toEqual([]);
  expect(await app.run()).toBe(0);
});

test("[FEAT-11] a new bar costs one row, and the same bars again none", async () => {
  const app = openFeatureWorld();
  const bars = series(600);
  await app.store(bars.slice(0, 599));
  await app.run();
  await app.store(bars.slice(599));
  expect(await app.run()).toBe(1);
  await app.store(bars.slice(100));
  expect(await app.run()).toBe(0);
  expect(app.rows()).toEqual(storedRowsOf(bars));
});

test("[FEAT-12] a corrected bar changes the rows it lies in, and older bars those that were short of them", async () => {
  const app = openFeatureWorld();
  const bars = series(1_300);
  await app.store(bars.slice(300));
  await app.runAll();
  expect(app.rows()).toEqual(storedRowsOf(bars.slice(300)));
  bars[400] = revised(bars[400]);
  await app.store(bars.slice(400, 401));
  // Its own row and those of the 511 bars after it, but where the correction is below the last bit.
  const changed = await app.runAll();
  expect(changed).toBeGreaterThan(100);
  expect(changed).toBeLessThanOrEqual(512);
  await app.store(bars.slice(0, 300));
  await app.runAll();
  expect(app.rows()).toEqual(storedRowsOf(bars));
});

test("[FEAT-13] a long past is computed run by run, and keeps no other series waiting", async () => {
  const app = openFeatureWorld();
  const minutes = series(5_500);
  const hours = series(30, "1h");
  await app.store(minutes);
  await app.store(hours, "1h");
  await app.run();
  expect(app.rows("1h")).toEqual(storedRowsOf(hours));
  expect(app.marks()).toEqual([{ timeframe: "1m", from_open: expect.any(Number) }]);
  expect(app.rows().length).toBeLessThan(minutes.length);
  await app.runAll();
  expect(app.rows()).toEqual(storedRowsOf(minutes));
});

test("[FEAT-13] a change that comes while rows are computed keeps its mark", async () => {
  const app = openFeatureWorld();
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
  expect(app.rows()).toEqual(storedRowsOf(bars));
});

test("[FEAT-13] a run that dies before or after its commit leaves the rest to the next", async () => {
  const app = openFeatureWorld();
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
  expect(app.rows()).toEqual(storedRowsOf(bars));
});

test("[FEAT-14] rows on both sides of the cold store's edge are those of the whole series", async () => {
  const app = openFeatureWorld({ HOT_DAYS_1M: "8" });
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
  const app = openFeatureWorld();
  const bars = series(800);
  await app.store(bars.slice(0, 799));
  await app.run();
  app.d1.sqlite.exec(
    `UPDATE technical_features SET version = 0, "values" = '[]' WHERE open_time >= ${START + 100 * MINUTE}`,
  );
  await app.store(bars.slice(799));
  await app.runAll();
  expect(app.rows()).toEqual(storedRowsOf(bars));
});

test("[FEAT-16] a series is computed anew on demand, with its progress", async () => {
  const app = openFeatureWorld();
  const bars = series(2_100);
  await app.store(bars);
  const reached: number[] = [];
  const report = await computeFeatures(app.ports, "AAAUSDT", "1m", START, (open) => reached.push(open));
  expect(report).toEqual({ computed: 2_100, written: 2_100 });
  expect(reached).toHaveLength(2);
  expect(app.marks()).toEqual([]);
  expect(await computeFeatures(app.ports, "AAAUSDT", "1m", START)).toEqual({ computed: 2_100, written: 0 });
});
