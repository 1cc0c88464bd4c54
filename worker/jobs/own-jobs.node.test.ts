import { expect, test } from "vitest";
import { jobLike, openJobWorld } from "../../tests/support/job-world.ts";
import { healthSamples } from "./health-samples.ts";
import { modelManifest } from "./model-manifest.ts";
import { jobRows } from "./run-due.ts";
import { sentimentFeaturesJob } from "./sentiment-features.ts";

const NOON = Date.parse("2026-08-09T12:00:00Z");

test("[ETL-52] the manifest of models is noticed once, again when it changes, and when it is gone", async () => {
  const world = openJobWorld(NOON);
  const run = () => modelManifest.run(world.ports);
  expect(await run()).toEqual({ rows: 0, detail: "no models yet" });
  await world.ports.cold.put("models/manifest.json", "{}");
  expect(await run()).toMatchObject({ rows: 1 });
  expect(await run()).toEqual({ rows: 0, detail: "unchanged" });
  await world.ports.cold.put("models/manifest.json", '{"models":[]}');
  expect(await run()).toMatchObject({ rows: 1 });
  expect(await run()).toEqual({ rows: 0, detail: "unchanged" });
  await world.ports.cold.delete("models/manifest.json");
  expect(await run()).toEqual({ rows: 1, detail: "no models yet" });
});

test("[ETL-51] sentiment features follow late and corrected news, and a second run writes nothing", async () => {
  const world = openJobWorld(NOON);
  const run = () => sentimentFeaturesJob.run(world.ports);
  expect(await run()).toEqual({ rows: 0, detail: "no news yet" });
  const news = (coin: string, day: string, score: string) =>
    world.d1.sqlite
      .prepare("INSERT OR REPLACE INTO daily_sentiment VALUES (?, ?, ?, 2, 1, 1, 0, 0)")
      .run(coin, day, score);
  news("bitcoin", "2026-08-01", "0.5");
  news("bitcoin", "2026-08-08", "-0.25");
  news("ethereum", "2026-08-08", "0.125");
  expect(await run()).toMatchObject({ rows: 3 });
  expect(await run()).toMatchObject({ rows: 0 });
  news("bitcoin", "2026-08-07", "0.75");
  expect(await run()).toMatchObject({ rows: 3 - 1 + 0 });
  expect(
    world.rows(
      `SELECT day, "values" FROM sentiment_features WHERE coin = 'bitcoin' ORDER BY day DESC LIMIT 1`,
    ),
  ).toEqual([{ day: "2026-08-08", values: "[-0.25,0.25,0.25,-1,2,4,0.5]" }]);
});

test("[ETL-31] samples are taken once in five minutes; a component that fails costs its own line", async () => {
  const world = openJobWorld(NOON + 7_000);
  const jobs = [jobLike("fine", "0 0 1 1 *", async () => ({ rows: 0 }))];
  await jobRows(jobs, world.ports);
  world.bucket.fail(() => "R2 is away");
  const job = healthSamples(() => jobs);
  const first = await job.run(world.ports);
  expect(first.detail).toBe("not well: r2, models");
  expect(await job.run(world.ports)).toMatchObject({ rows: 0 });
  expect(world.rows("SELECT component, time, ok, detail FROM health_sample")).toEqual([
    { component: "d1", time: NOON, ok: 1, detail: null },
    { component: "forecasts", time: NOON, ok: 1, detail: null },
    { component: "hubs", time: NOON, ok: 1, detail: null },
    { component: "jobs", time: NOON, ok: 1, detail: null },
    { component: "models", time: NOON, ok: 0, detail: "failed or timed out" },
    { component: "r2", time: NOON, ok: 0, detail: "failed or timed out" },
    { component: "webhooks", time: NOON, ok: 1, detail: null },
  ]);
});

test("[ETL-32] what R2 keeps is summed once an hour", async () => {
  const world = openJobWorld(NOON);
  const jobs = [jobLike("fine", "0 0 1 1 *", async () => ({ rows: 0 }))];
  const { sqlite } = world.d1;
  sqlite.exec(
    `INSERT INTO cold_object (kind, symbol, timeframe, period, key, rows, revisions, first_time, last_time, bytes, sha256, created_at)
     VALUES ('bars', 'X', '1m', 0, 'k', 1, 0, 0, 0, 1000, 'h', 0)`,
  );
  sqlite.exec(`INSERT INTO backup (id, status, started_at, prefix, bytes) VALUES ('b', 'done', 0, 'p', 24)`);
  await healthSamples(() => jobs).run(world.ports);
  expect(world.rows(`SELECT bytes FROM health_sample WHERE component = 'r2'`)).toEqual([{ bytes: 1_024 }]);
  world.at(NOON + 5 * 60_000);
  await healthSamples(() => jobs).run(world.ports);
  expect(world.rows(`SELECT bytes FROM health_sample WHERE component = 'r2' ORDER BY time`)).toEqual([
    { bytes: 1_024 },
    { bytes: null },
  ]);
});
