import { introspectWorkflow, introspectWorkflowInstance } from "cloudflare:test";
import { deflateRawSync } from "node:zlib";
import { afterAll, afterEach, beforeAll, expect, inject, it, onTestFinished, vi } from "vitest";
import { BackfillListSchema } from "../../contract/rest/backfill.ts";
import { advance } from "../../platform/backfill/advance.ts";
import { klinesOfCsv } from "../../platform/backfill/archive/csv-klines.ts";
import { BadArchive, unzipOnly } from "../../platform/backfill/archive/zip.ts";
import { planBackfill } from "../../platform/backfill/plan.ts";
import { backfillPorts } from "../../worker/backfill/backfill-ports.ts";
import { backfillWatch } from "../../worker/jobs/backfill-watch.ts";
import type { JobPorts } from "../../worker/jobs/job.ts";
import { zipFile } from "../support/zip-file.ts";
import { openWick, type Wick } from "./wick.ts";

let wick: Wick;

beforeAll(async () => {
  wick = await openWick({ SYMBOLS: "BTCUSDT" });
  // A Workflow has the Worker's own variables: its requests are led to the exchange of this run.
  const direct = globalThis.fetch;
  vi.stubGlobal("fetch", (input: string, init?: RequestInit) =>
    direct(input.replace("http://127.0.0.1:9", inject("feedExchange").restUrl), init),
  );
});
afterEach(async () => {
  await wick.env.DB.batch(
    ["backfill", "series", "series_outage", "ohlcv"].map((table) =>
      wick.env.DB.prepare(`DELETE FROM ${table}`),
    ),
  );
});

afterAll(() => void vi.unstubAllGlobals());

const wishFor = async (days: number, timeframe = "1h") =>
  BackfillListSchema.parse(
    await (await wick.send("POST", "/api/admin/backfill", { symbol: "BTC", timeframe, days })).json(),
  ).backfills;
const listed = async () => {
  const headers = { authorization: `Bearer ${await wick.key("admin")}` };
  return BackfillListSchema.parse(await (await wick.fetch("/api/admin/backfill", { headers })).json())
    .backfills;
};
const stored = async () =>
  await wick.env.DB.prepare(
    "SELECT count(*) AS n, min(open_time) AS first, max(open_time) AS last FROM ohlcv",
  ).first<{
    n: number;
    first: number;
    last: number;
  }>();

it("[FILL-20] a wish is fetched by a Workflow and listed with its progress; the same wish again starts nothing", async () => {
  const workflows = await introspectWorkflow(wick.env.BACKFILL_WORKFLOW);
  onTestFinished(() => workflows.dispose());
  const [row] = await wishFor(2);
  expect(row).toMatchObject({ symbol: "BTCUSDT", timeframe: "1h", status: "pending", progress: 0 });
  const [instance] = await workflows.get();
  await instance?.waitForStatus("complete");
  const [done] = await listed();
  expect(done).toMatchObject({
    id: row?.id,
    status: "done",
    progress: 1,
    rows: 48,
    report: { expected: 48, outages: 0 },
  });
  expect(await stored()).toEqual({ n: 48, first: row?.from, last: row?.to });
  expect(await wishFor(2)).toEqual([]);
  expect(await workflows.get()).toHaveLength(1);
});

it("[FILL-21] an instance that stays away is replaced by the watching job, under a new id, once the lease is over", async () => {
  const { DB, BACKFILL_WORKFLOW } = wick.env;
  const ports = backfillPorts(wick.env);
  const [row] = await planBackfill(ports, { symbol: "BTCUSDT", timeframe: "1m", from: { days: 2 } });
  const id = row?.id ?? "";
  expect((await advance(ports, id, "killed", { requests: 1 })).state).toBe("progress");
  const started: string[] = [];
  const startBackfill = async (abandoned: string) => void started.push(abandoned);
  // The watching job asks for nothing else.
  const jobPorts = { ...ports, startBackfill } as unknown as JobPorts;
  await backfillWatch.run(jobPorts);
  expect(started).toEqual([]);
  await DB.prepare("UPDATE backfill SET lease_until = ?1")
    .bind(Date.now() - 1)
    .run();
  await backfillWatch.run(jobPorts);
  expect(started).toEqual([id]);
  const instance = await introspectWorkflowInstance(BACKFILL_WORKFLOW, "another");
  onTestFinished(() => instance.dispose());
  await BACKFILL_WORKFLOW.create({ id: "another", params: { id } });
  await instance.waitForStatus("complete");
  expect(await instance.getOutput()).toBe("done");
  expect(await stored()).toEqual({ n: 2 * 24 * 60, first: row?.fromOpen, last: row?.toOpen });
});

it("[FILL-3] an exchange that is away is waited for", async () => {
  const { BACKFILL_WORKFLOW } = wick.env;
  const ports = backfillPorts(wick.env);
  const [row] = await planBackfill(ports, { symbol: "BTCUSDT", timeframe: "15m", from: { days: 1 } });
  const through = globalThis.fetch;
  let refused = 0;
  vi.stubGlobal("fetch", (input: string, init?: RequestInit) => {
    refused += 1;
    return through(refused <= 6 ? "http://127.0.0.1:1/" : input, init);
  });
  const instance = await introspectWorkflowInstance(BACKFILL_WORKFLOW, "patient");
  onTestFinished(() => instance.dispose());
  await instance.modify(async (m) => {
    await m.disableSleeps();
  });
  await BACKFILL_WORKFLOW.create({ id: "patient", params: { id: row?.id ?? "" } });
  await instance.waitForStatus("complete");
  expect(await stored()).toMatchObject({ n: 96 });
});

it("[FILL-13] an archive is inflated by workerd itself; a damaged one is refused", async () => {
  const rows = Array.from({ length: 12_000 }, (_, i) => {
    const time = 1_735_689_600_000_000 + i * 60_000_000;
    return `${time},1.10000000,2.00000000,0.50000000,1.50000000,10.00000000,${time + 59_999_999},15.00000000,3,5.00000000,7.50000000,0`;
  });
  const file = zipFile("BTCUSDT-1m-2025-01.csv", new TextEncoder().encode(rows.join("\n")), deflateRawSync);
  const openTimes = async (archive: Uint8Array<ArrayBuffer>) => {
    const times: number[] = [];
    for await (const batch of klinesOfCsv(unzipOnly(archive), "1m")) {
      times.push(...batch.map(({ openTime }) => openTime));
    }
    return times;
  };
  expect(await openTimes(file)).toEqual(rows.map((_, i) => 1_735_689_600_000 + i * 60_000));
  const damaged = file.slice();
  damaged.fill(255, 5_000, 6_000);
  await expect(async () => await openTimes(damaged)).rejects.toThrow(BadArchive);
  expect(() => unzipOnly(file.slice(0, 4_000))).toThrow(BadArchive);
});
