import { env } from "cloudflare:workers";
import { beforeAll, expect, it } from "vitest";
import { EtlJobDetailSchema } from "../../contract/rest/etl.ts";
import { openWick, type Wick } from "./wick.ts";

let wick: Wick;
beforeAll(async () => {
  wick = await openWick();
});

const JOB = "/api/features/etl/jobs/model-manifest";
const run = (key: string, body: unknown = {}) =>
  wick.send("POST", `${JOB}/run`, body, { "idempotency-key": key });
const runs = async () => EtlJobDetailSchema.parse(await (await wick.fetch(JOB)).json()).runs.length;

it("[REST-25] a repeat gets the first answer, and nothing is done again", async () => {
  const first = await run("a");
  expect([first.status, first.headers.get("idempotency-replayed")]).toEqual([202, null]);
  const again = await run("a");
  expect([again.status, again.headers.get("idempotency-replayed")]).toEqual([202, "true"]);
  expect(await again.text()).toBe(await first.text());
  expect(await runs()).toBe(1);
  expect((await run("b")).headers.get("idempotency-replayed")).toBeNull();
  expect(await runs()).toBe(2);
});

it("[REST-25] the same key with another body, or while the first is under way, is refused", async () => {
  await run("c");
  const other = await run("c", { other: true });
  expect([other.status, ((await other.json()) as { code: string }).code]).toEqual([
    409,
    "idempotency_conflict",
  ]);
  await env.DB.prepare("UPDATE keyed_request SET status = NULL, at = ?").bind(Date.now()).run();
  const busy = await run("c");
  expect([busy.status, ((await busy.json()) as { code: string }).code]).toEqual([409, "request_running"]);
  // One that was killed is done again.
  await env.DB.prepare("UPDATE keyed_request SET at = 0").run();
  expect((await run("c")).status).toBe(202);
});

it("[REST-25] what was refused is not kept, and the answer is the sender's own", async () => {
  const headers = { "idempotency-key": "d" };
  const refused = await wick.send("POST", "/api/admin/init", { timeframes: ["1h"] }, headers);
  expect(refused.status).toBe(400);
  const wished = await wick.send("POST", "/api/admin/init", { seedCoins: true }, headers);
  expect(wished.status).toBe(200);
  const key = await wick.key("ingest");
  const stranger = await wick.send("POST", `${JOB}/run`, {}, { ...headers, authorization: `Bearer ${key}` });
  expect(stranger.status).toBe(403);
  expect((await run("not a key")).status).toBe(400);
});
