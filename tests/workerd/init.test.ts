import { env } from "cloudflare:workers";
import { afterAll, beforeAll, expect, inject, it, vi } from "vitest";
import { type InitRun, InitRunSchema } from "../../contract/rest/init.ts";
import { ProblemSchema } from "../../contract/rest/problem.ts";
import { hashOfKey, makeApiKey } from "../../platform/d1/new-api-key.ts";
import { openWick, type Wick } from "./wick.ts";

let wick: Wick;
beforeAll(async () => {
  // A Workflow has the Worker's own variables: its requests are led to the exchange of this run.
  const direct = globalThis.fetch;
  vi.stubGlobal("fetch", (input: RequestInfo | URL, init?: RequestInit) =>
    direct(
      typeof input === "string"
        ? input.replace("http://127.0.0.1:9/", `${inject("feedExchange").restUrl}/`)
        : input,
      init,
    ),
  );
  wick = await openWick();
  const added = await wick.send("PUT", "/api/admin/symbols/BTCUSDT", { feed: "binance" });
  expect(added.status).toBe(200);
});

afterAll(() => void vi.unstubAllGlobals());

async function post(wishes: unknown): Promise<InitRun> {
  const response = await wick.send("POST", "/api/admin/init", wishes);
  expect(response.status).toBe(200);
  return InitRunSchema.parse(await response.json());
}

async function look(id: string | null): Promise<InitRun> {
  const headers = { authorization: `Bearer ${await wick.key("admin")}` };
  const response = await wick.fetch(`/api/admin/init/${id}`, { headers });
  expect(response.status).toBe(200);
  return InitRunSchema.parse(await response.json());
}

/** The run once it has ended, and its Workflow with it: none is left behind when this file's storage goes away. */
const ended = async (id: string | null) =>
  await vi.waitUntil(
    async () => {
      const run = await look(id);
      if (run.status === "running") return undefined;
      const driver = await env.DB.prepare("SELECT instance FROM init_run WHERE id = ?1")
        .bind(id)
        .first<{ instance: string }>();
      const { status } = await (await wick.env.INIT_WORKFLOW.get(driver?.instance ?? "")).status();
      return status === "complete" ? run : undefined;
    },
    { timeout: 40_000, interval: 100 },
  );

/** Every row of every table, as text. */
async function everything(): Promise<string> {
  const { results } = await env.DB.prepare(
    "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE '\\_%' ESCAPE '\\'",
  ).all<{ name: string }>();
  const names = results.map(({ name }) => name).filter((name) => !name.startsWith("sqlite_"));
  const tables = await env.DB.batch(names.map((name) => env.DB.prepare(`SELECT * FROM ${name}`)));
  return JSON.stringify(tables.map(({ results: rows }, position) => [names[position], rows]));
}

it("[INIT-40] seeds, backfills and computes features by its Workflow; again there is nothing to do", async () => {
  const wishes = { seedDetailedCoins: true, deepBackfillDays: 2, timeframes: ["1h"], computeTech: true };
  const begun = await post(wishes);
  expect(begun).toMatchObject({ status: "running", joined: false, superuser: null });
  const run = await ended(begun.id);
  expect(run.tasks.map(({ name, status }) => [name, status])).toEqual([
    ["seed detailed coins", "done"],
    ["backfill BTCUSDT 1h", "done"],
    ["technical features", "done"],
    ["coin details", "done"],
  ]);
  expect(run).toMatchObject({ status: "done", error: null });
  const bars = await env.DB.prepare("SELECT count(*) AS n FROM ohlcv WHERE timeframe = '1h'").first("n");
  expect(Number(bars)).toBeGreaterThanOrEqual(47);
  const features = await env.DB.prepare("SELECT count(*) AS n FROM technical_features").first("n");
  expect(features).toBe(bars);

  const before = await everything();
  expect(before).toContain("bitcoin");
  const again = await post(wishes);
  expect(again).toMatchObject({ id: null, status: "done", changed: 0, tasks: [] });
  expect(await everything()).toBe(before);
});

it("[INIT-33] a run whose driver was killed is stalled, and the same wishes take it over", async () => {
  const wishes = { deepBackfillDays: 3, timeframes: ["4h"] };
  const begun = await post(wishes);
  // As after a SIGKILL: the instance is gone, and what it wrote last is old.
  const { instance } = (await env.DB.prepare("SELECT instance FROM init_run WHERE id = ?1")
    .bind(begun.id)
    .first<{ instance: string }>()) ?? { instance: "" };
  await (await wick.env.INIT_WORKFLOW.get(instance)).terminate().catch(() => {});
  await env.DB.batch([
    env.DB.prepare("UPDATE init_run SET status = 'running', alive_at = 0 WHERE id = ?1").bind(begun.id),
    env.DB.prepare("UPDATE backfill SET lease_until = 0 WHERE init_id = ?1").bind(begun.id),
  ]);
  expect((await look(begun.id)).stalled).toBe(true);
  const joined = await post(wishes);
  expect(joined).toMatchObject({ id: begun.id, joined: true, stalled: false });
  expect(await ended(begun.id)).toMatchObject({ status: "done" });
});

it("[INIT-21] stores a superuser's key once; the key opens the door", async () => {
  const { key, row } = await makeApiKey({ name: "ada", scopes: ["admin"] }, 0);
  const superuser = { name: "ada", hash: row.hash };
  expect(await post({ superuser })).toMatchObject({ changed: 1, superuser: { name: "ada", created: true } });
  const other = { name: "ada", hash: await hashOfKey("another") };
  expect(await post({ superuser: other })).toMatchObject({ changed: 0, superuser: { created: false } });
  const response = await wick.fetch("/api/admin/init/6f0c8f5e-4f0e-4d5e-9d4b-3a3b8a1f0c11", {
    headers: { authorization: `Bearer ${key}` },
  });
  expect(response.status).toBe(404);
});

it("[INIT-6] what cannot be done fails in plain words, and the rest is done", async () => {
  const begun = await post({ fetchSentimentN8n: true, seedCoins: true, coins: ["dogecoin"] });
  const run = await ended(begun.id);
  expect(run.status).toBe("failed");
  expect(run.tasks.find(({ name }) => name === "sentiment by n8n")?.detail).toContain(
    "set N8N_SENTIMENT_ANALYSIS_URL",
  );
});

it("[INIT-5] needs an admin key, known coins and wishes that mean something", async () => {
  const anonymous = await wick.fetch("/api/admin/init", { method: "POST", body: "{}" });
  expect(anonymous.status).toBe(401);
  const unknown = await wick.send("POST", "/api/admin/init", { coins: ["NOSUCH"], deepBackfillDays: 3 });
  expect(unknown.status).toBe(404);
  const problem = ProblemSchema.parse(await unknown.json());
  expect(problem.code).toBe("unknown_symbol");
  const empty = await wick.send("POST", "/api/admin/init", { coins: ["BTC"], timeframes: ["1h"] });
  expect(empty.status).toBe(400);
  const bad = await wick.send("POST", "/api/admin/init", { deepBackfillDays: "many" });
  expect(bad.status).toBe(400);
});
