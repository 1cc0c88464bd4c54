import { createExecutionContext } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterEach, expect, it, vi } from "vitest";
import worker from "../../worker/index.ts";
import { addPushed, openWick } from "./wick.ts";

afterEach(() => void vi.useRealTimers());

it("[REST-80] [REST-85] the hubs are still read while D1 fails, and health says what fails", async () => {
  const wick = await openWick();
  await addPushed(wick, "STEADYUSD");
  expect((await wick.fetch("/api/symbols")).status).toBe(200);

  await env.DB.prepare("ALTER TABLE symbols RENAME TO out_of_reach").run();
  vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + 60_000 });

  expect(await (await wick.fetch("/api/symbols")).json()).toMatchObject({
    symbols: [{ symbol: "STEADYUSD" }],
  });
  expect((await wick.fetch("/api/prices")).status).toBe(200);
  expect((await wick.fetch("/api/features/ohlcv/STEADYUSD")).status).toBe(200);
  const health = await wick.fetch("/health/detailed");
  expect(health.status).toBe(200);
  expect(await health.json()).toMatchObject({
    status: "degraded",
    d1: { ok: false },
    hubs: [{ symbol: "STEADYUSD", ok: true }],
  });
});

it("[REST-80] an isolate that has never read the symbols says that it cannot", async () => {
  const cold = { ...(await openWick()).env };
  await env.DB.prepare("DROP TABLE symbols").run();
  const ask = (path: string) =>
    worker.fetch(new Request(`https://wick.test${path}`) as never, cold, createExecutionContext());

  const refused = await ask("/api/symbols");
  expect([refused.status, refused.headers.get("retry-after")]).toEqual([503, "2"]);
  const health = await ask("/health/detailed");
  expect(health.status).toBe(200);
  expect(await health.json()).toMatchObject({ status: "degraded", hubs: [] });
});
