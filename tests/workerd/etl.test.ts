import { env } from "cloudflare:workers";
import { afterEach, beforeAll, expect, it, vi } from "vitest";
import {
  EtlChangedSchema,
  EtlJobDetailSchema,
  EtlJobListSchema,
  EtlSetupSchema,
  EtlStartedSchema,
  EtlStatusSchema,
} from "../../contract/rest/etl.ts";
import { DetailedHealthSchema } from "../../contract/rest/health.ts";
import {
  CacheClearedSchema,
  CacheRefreshSchema,
  CacheStatsSchema,
  CacheStatusSchema,
  ComponentHealthSchema,
  DbStatusSchema,
  TrendsSchema,
} from "../../contract/rest/operations.ts";
import { putCacheEntry } from "../../platform/d1/cache-entries.ts";
import { JOBS } from "../../worker/jobs/registry.ts";
import { addPushed, openWick, type Wick } from "./wick.ts";

let wick: Wick;
beforeAll(async () => {
  wick = await openWick();
  await addPushed(wick, "OPSUSD");
});
afterEach(() => void vi.useRealTimers());

const JOB = "/api/features/etl/jobs/model-manifest";
const get = async (path: string) => {
  const answer = await wick.fetch(path);
  expect(answer.status, path).toBe(200);
  return await answer.json();
};
const post = (path: string, headers?: Record<string, string>) => wick.send("POST", path, {}, headers);

it("[ETL-2] [ETL-20] every job of the registry is listed with its schedule, without a set-up", async () => {
  const { jobs } = EtlJobListSchema.parse(await get("/api/features/etl/jobs"));
  expect(jobs.map(({ id }) => id)).toEqual(JOBS.map(({ id }) => id));
  for (const job of jobs) {
    expect(job).toMatchObject({ enabled: true, cron: job.defaultCron, state: "idle" });
    expect(job.nextAt).toBeGreaterThan(Date.now() - 60_000);
  }
});

it("[ETL-10] [ETL-20] a job is run by hand, and tells its runs", async () => {
  const answer = await post(`${JOB}/run`);
  expect(answer.status).toBe(202);
  const { startedAt } = EtlStartedSchema.parse(await answer.json());
  const { job, runs } = EtlJobDetailSchema.parse(await get(JOB));
  expect(job).toMatchObject({ state: "idle", lastStatus: "ok", failures: 0, lastRun: { startedAt } });
  expect(runs[0]).toMatchObject({ startedAt, trigger: "manual", status: "ok", detail: "no models yet" });
});

it("[ETL-10] a job that runs already is refused with 409", async () => {
  await env.DB.prepare(
    `UPDATE etl_job SET lease_owner = 'cron:x', lease_until = ${Date.now() + 60_000}, last_run_at = 1
     WHERE id = 'model-manifest'`,
  ).run();
  const refused = await post(`${JOB}/run`);
  expect(refused.status).toBe(409);
  expect(await refused.json()).toMatchObject({ code: "job_running" });
  expect(EtlJobDetailSchema.parse(await get(JOB)).job).toMatchObject({ state: "running", runningSince: 1 });
  await env.DB.prepare("UPDATE etl_job SET lease_owner = NULL, lease_until = NULL").run();
});

it("[ETL-11] jobs are switched off and on; setup-default restores all of them", async () => {
  const off = EtlChangedSchema.parse(await (await post(`${JOB}/disable`)).json());
  expect(off.job).toMatchObject({ enabled: false, state: "disabled", nextAt: null });
  const on = EtlChangedSchema.parse(await (await post(`${JOB}/enable`)).json());
  expect(on.job).toMatchObject({ enabled: true, state: "idle" });
  await post(`${JOB}/disable`);
  await env.DB.prepare("UPDATE etl_job SET cron = '0 0 1 1 *' WHERE id = 'health-samples'").run();
  const setup = async () =>
    EtlSetupSchema.parse(await (await post("/api/features/etl/setup-default")).json());
  const { changed, jobs } = await setup();
  expect(changed).toBe(2);
  expect(jobs.every((job) => job.enabled && job.cron === job.defaultCron)).toBe(true);
  expect((await setup()).changed).toBe(0);
});

it("[ETL-20] writes need an admin key; an unknown job is 404", async () => {
  for (const path of [`${JOB}/run`, `${JOB}/enable`, `${JOB}/disable`, "/api/features/etl/setup-default"]) {
    expect((await post(path, { authorization: "" })).status).toBe(401);
    expect((await post(path, { authorization: `Bearer ${await wick.key("ingest")}` })).status).toBe(403);
  }
  expect((await post("/api/features/etl/jobs/nope/run")).status).toBe(404);
  expect((await wick.fetch("/api/features/etl/jobs/nope")).status).toBe(404);
});

it("[ETL-21] the status names failing and late jobs", async () => {
  await env.DB.batch([
    env.DB.prepare("UPDATE etl_job SET failures = 3, last_status = 'failed' WHERE id = 'sentiment-features'"),
    env.DB.prepare(
      `INSERT INTO etl_run VALUES ('sentiment-features', ${Date.now()}, 'cron', 0, 'failed', 0, 'Error: no luck', NULL)`,
    ),
    env.DB.prepare(`UPDATE etl_job SET next_at = ${Date.now() - 600_000} WHERE id = 'model-manifest'`),
  ]);
  vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + 2_000 });
  const status = EtlStatusSchema.parse(await get("/api/features/etl/status"));
  expect(status).toMatchObject({
    status: "degraded",
    counts: { total: JOBS.length, failing: 1, late: 1 },
    failing: [{ id: "sentiment-features", failures: 3, error: "Error: no luck" }],
    oldestLag: { id: "model-manifest" },
    lastHour: { failed: 1 },
  });
  expect(status.oldestLag?.lagMs).toBeGreaterThan(599_000);
  const jobs = ComponentHealthSchema.parse(await get("/health/components/jobs"));
  expect(jobs).toMatchObject({
    ok: false,
    detail: "sentiment-features failed 3 times, model-manifest is late",
  });
  await env.DB.prepare(`UPDATE etl_job SET failures = 0, next_at = ${Date.now() + 3_600_000}`).run();
});

it("[ETL-33] [MET-5] detailed health and metrics tell of jobs, backfills and series", async () => {
  await env.DB.batch([
    env.DB.prepare("UPDATE etl_job SET failures = 2 WHERE id = 'model-manifest'"),
    env.DB.prepare(
      `INSERT INTO backfill (id, symbol, timeframe, from_open, to_open, cursor, status, source, created_at, updated_at)
       VALUES ('b1', 'OPSUSD', '1m', 0, 180000, 60000, 'fetching', 'rest', 1, 1)`,
    ),
    env.DB.prepare("INSERT INTO series VALUES ('OPSUSD', '1h', 0, 3600000, NULL, 0)"),
  ]);
  const health = DetailedHealthSchema.parse(await get("/health/detailed"));
  expect(health.jobs).toMatchObject({ ok: true, failing: [{ id: "model-manifest", failures: 2 }] });
  expect(health.backfills).toMatchObject([{ id: "b1", status: "fetching", progress: 0.25 }]);
  expect(health.outbox).toEqual({ depth: 0, oldestMs: null });
  const metrics = await (await wick.fetch("/metrics")).text();
  expect(metrics).toContain('wick_job_failures{job="model-manifest"} 2\n');
  expect(metrics).toContain('wick_backfill_progress{symbol="OPSUSD",timeframe="1m"} 0.25\n');
  expect(metrics).toContain('wick_series_through_time_ms{symbol="OPSUSD",timeframe="1h"} 3600000\n');
  await env.DB.prepare("UPDATE etl_job SET failures = 0").run();
});

it("[ETL-30] every component tells how it is; another name is 404", async () => {
  for (const name of ["d1", "r2", "hubs", "hub:OPSUSD", "relays", "ledger", "models", "sources"]) {
    const seen = ComponentHealthSchema.parse(await get(`/health/components/${name}`));
    expect(seen, name).toMatchObject({ component: name });
    expect(seen.latencyMs, name).not.toBeNull();
  }
  expect(ComponentHealthSchema.parse(await get("/health/components/d1")).bytes).toBeGreaterThan(0);
  expect((await wick.fetch("/health/components/hub:NOPE")).status).toBe(404);
});

it("[ETL-31] samples become trends: uptime, latency and storage by bucket", async () => {
  expect((await post("/api/features/etl/jobs/health-samples/run")).status).toBe(202);
  const trends = TrendsSchema.parse(await get("/health/trends?hours=1&buckets=4"));
  expect(trends.bucketMs).toBe(900_000);
  const of = (name: string) => trends.components.find(({ component }) => component === name);
  expect(of("d1")).toMatchObject({ samples: 1, uptime: 1, buckets: [{ samples: 1, up: 1 }] });
  expect(of("hub:OPSUSD")).toMatchObject({ samples: 1 });
  expect(trends.storage.find(({ component }) => component === "d1")?.lastBytes).toBeGreaterThan(0);
  expect((await wick.fetch("/health/trends?component=nope")).status).toBe(404);
});

it("[ETL-40] warm answers are listed with their ages, and forgotten on demand", async () => {
  const now = Date.now();
  const entry = {
    key: "chart:bitcoin",
    json: '{"a":"ä"}',
    asOf: now - 5_000,
    freshUntil: now + 60_000,
    source: "x",
  };
  expect(await putCacheEntry(env.DB, entry, now)).toBe(true);
  expect(await putCacheEntry(env.DB, { ...entry, asOf: now }, now)).toBe(false);
  for (const path of ["/cache/smart", "/api/cache/status"]) {
    const { stored } = CacheStatusSchema.parse(await get(path));
    const found = stored.find(({ key }) => key === "chart:bitcoin");
    expect(found).toMatchObject({ fresh: true, bytes: 10, source: "x", asOf: now - 5_000 });
    expect(found?.ageMs).toBeGreaterThanOrEqual(5_000);
  }
  expect(CacheStatsSchema.parse(await get("/api/cache/stats")).stored.entries).toBeGreaterThanOrEqual(1);
  expect((await post("/api/cache/clear", { authorization: "" })).status).toBe(401);
  const cleared = CacheClearedSchema.parse(await (await post("/api/cache/clear")).json());
  expect(cleared.storedEntries).toBeGreaterThanOrEqual(1);
  expect((await wick.fetch("/api/admin/cache/invalidate")).status).toBe(401);
  const again = await wick.send("GET", "/api/admin/cache/invalidate", undefined);
  expect(CacheClearedSchema.parse(await again.json()).storedEntries).toBe(0);
});

it("[ETL-41] the caches are refreshed by their jobs", async () => {
  const { jobs } = CacheRefreshSchema.parse(await (await post("/api/admin/cache/refresh")).json());
  for (const { started } of jobs) expect(started).toBe(true);
});

it("[ETL-42] the database tells its tables, sizes and series, to an admin alone", async () => {
  expect((await wick.fetch("/api/db/status")).status).toBe(401);
  const status = DbStatusSchema.parse(await (await wick.send("GET", "/api/db/status", undefined)).json());
  expect(status.d1.bytes).toBeGreaterThan(0);
  expect(status.d1.tables.find(({ name }) => name === "etl_job")).toEqual({
    name: "etl_job",
    rows: JOBS.length,
    exact: true,
  });
  expect(status.r2).toMatchObject({ ok: true, objects: 0, bytes: 0 });
  expect(status.series).toEqual([
    {
      symbol: "OPSUSD",
      timeframe: "1h",
      fromOpen: 0,
      throughOpen: 3_600_000,
      outages: 0,
      checkedAt: null,
      mismatches: 0,
    },
  ]);
});

it("[ETL-9] a minute without D1 keeps the hubs alive, and runs the jobs later", async () => {
  await env.DB.prepare("ALTER TABLE etl_job RENAME TO out_of_reach").run();
  await wick.runCron();
  await env.DB.prepare("ALTER TABLE out_of_reach RENAME TO etl_job").run();
  await env.DB.prepare("UPDATE etl_job SET next_at = 0 WHERE id = 'model-manifest'").run();
  await wick.runCron();
  vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + 2_000 });
  const { job } = EtlJobDetailSchema.parse(await get(JOB));
  expect(job.lastRun).toMatchObject({ trigger: "cron", status: "ok" });
});
