import { env } from "cloudflare:workers";
import { beforeAll, expect, it } from "vitest";
import type { Bar } from "../../market/bars/bar.ts";
import { createBackup } from "../../platform/backup/create-backup.ts";
import { ColdBars } from "../../platform/cold/cold-bars.ts";
import { upsertBars } from "../../platform/d1/bars.ts";
import { barFileStream } from "../../platform/parquet/bar-file.ts";
import { walkBars } from "../../scripts/bench/bar-walk.ts";
import { compaction } from "../../worker/jobs/compaction.ts";
import { jobPorts } from "../../worker/jobs/ports.ts";
import { retention } from "../../worker/jobs/retention.ts";
import { openWick, type Wick } from "./wick.ts";

const MONTH = Date.UTC(2024, 6, 1);
const MINUTE = 60_000;
const bars = [...walkBars("workerd", "1m", MONTH, 33 * 1_440)];
const ALL = { from: 0, to: Number.MAX_SAFE_INTEGER };
let wick: Wick;

beforeAll(async () => {
  wick = await openWick();
  await env.DB.prepare(
    `INSERT OR IGNORE INTO symbols (symbol, feed, base, quote, name, status, added_at)
     VALUES ('COLDUSDT', 'binance', 'COLD', 'USDT', 'Cold', 'removed', 1)`,
  ).run();
});

async function read(range = ALL): Promise<Bar[]> {
  const cold = new ColdBars(env.DB, env.COLD);
  const found: Bar[] = [];
  const objects = cold.objects(await cold.index("COLDUSDT", "1m", range).all());
  for await (const batch of cold.read(objects, "1m", range)) found.push(...batch);
  return found;
}

it("[COLD-2] [COLD-3] on the platform's own D1 and R2, old bars move and are read back digit for digit", async () => {
  for (let i = 0; i < bars.length; i += 10_000) {
    await upsertBars(
      env.DB,
      bars.slice(i, i + 10_000).map((bar) => ({ symbol: "COLDUSDT", timeframe: "1m", bar })),
    );
  }
  const ports = jobPorts(wick.env);
  expect((await compaction.run(ports)).rows).toBe(31 * 1_440);
  expect((await retention.run(ports)).rows).toBe(3 * 1_440);
  expect(await read()).toEqual(bars.slice(0, 31 * 1_440));
  const range = { from: MONTH + 20_000 * MINUTE, to: MONTH + 20_999 * MINUTE };
  expect(await read(range)).toEqual(bars.slice(20_000, 21_000));
  const left = env.DB.prepare("SELECT COUNT(*) AS n FROM ohlcv WHERE symbol = 'COLDUSDT'");
  expect(await left.first("n")).toBe(30 * 1_440);
});

it("[COLD-5] a stream of bars ends in workerd as it does elsewhere", async () => {
  async function* batches() {
    for (let i = 0; i < 20_000; i += 5_000) yield bars.slice(i, i + 5_000);
  }
  const file = await new Response(barFileStream(batches(), { symbol: "COLDUSDT", timeframe: "1m" })).bytes();
  expect(new TextDecoder().decode(file.slice(-4))).toBe("PAR1");
});

it("[BACK-3] [BACK-4] [BACK-5] a backup is restored part by part over REST", async () => {
  const manifest = await createBackup(env.DB, env.COLD, Date.UTC(2026, 10, 21));
  await env.DB.prepare("DELETE FROM ohlcv").run();
  const refused = await wick.send("POST", "/api/admin/restore", { backup: "latest" });
  expect([refused.status, await refused.json()]).toMatchObject([409, { code: "not_empty" }]);
  await env.DB.prepare("DELETE FROM cold_object").run();
  const begun = await wick.send("POST", "/api/admin/restore", { backup: "latest" });
  expect(await begun.json()).toEqual({ backup: manifest });
  const first = `/api/admin/restore/${manifest.id}/0`;
  expect(await (await wick.send("POST", `${first}?dryRun=1`, {})).json()).toMatchObject({ changed: 0 });
  for (const i of manifest.parts.keys()) {
    expect((await wick.send("POST", `/api/admin/restore/${manifest.id}/${i}`, {})).status).toBe(200);
  }
  expect(await (await wick.send("POST", first, {})).json()).toMatchObject({ table: "ohlcv", changed: 0 });
  expect(await env.DB.prepare("SELECT COUNT(*) AS n FROM ohlcv").first("n")).toBe(30 * 1_440);
  expect((await read()).length).toBe(31 * 1_440);
  await env.COLD.put(`backups/${manifest.id}/${manifest.parts[0]?.file}`, "damaged");
  expect((await wick.send("POST", first, {})).status).toBe(422);
  expect((await wick.send("POST", "/api/admin/restore", { backup: "20200101T000000Z" })).status).toBe(404);
});

it("[BACK-6] rows of a dump are restored, and bad ones refused", async () => {
  const put = async (table: string, text: string) =>
    await wick.fetch(`/api/admin/restore/tables/${table}`, {
      method: "PUT",
      body: text,
      headers: { authorization: `Bearer ${await wick.key("admin")}`, "content-type": "application/x-ndjson" },
    });
  const row = { source: "coingecko", day: "2024-08-08", requests: 3, failures: 0, rate_limited: 0 };
  expect(await (await put("api_usage", `${JSON.stringify(row)}\n`)).json()).toEqual({
    ...{ table: "api_usage", rows: 1, changed: 1 },
  });
  expect((await put("api_usage", "[1]\n")).status).toBe(400);
  expect((await put("sqlite_master", "{}\n")).status).toBe(404);
  expect((await wick.fetch("/api/admin/backups")).status).toBe(401);
});
