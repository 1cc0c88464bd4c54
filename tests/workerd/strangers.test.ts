import { env } from "cloudflare:workers";
import { beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { OPEN_POSTS } from "../support/open-posts.ts";
import { addPushed, openWick, type Wick } from "./wick.ts";

const MINUTE = 1_723_075_200_000;
const SYMBOL = "OPENUSDT";

let wick: Wick;
beforeAll(async () => {
  wick = await openWick();
  await addPushed(wick, SYMBOL);
  const ticks = Array.from({ length: 120 }, (_, at) => ({
    ...{ symbol: SYMBOL, timestamp: MINUTE + at * 60_000, price: 100 + at, size: 1, id: at },
  }));
  expect((await wick.send("POST", "/api/ingestion/ingest", { ticks })).status).toBe(200);
});

describe("somebody without a key", () => {
  it("[REST-10] is refused by every route that writes, before its input is looked at, and by those of admins", async () => {
    const document = z
      .object({
        paths: z.record(z.string(), z.record(z.string(), z.object({ security: z.unknown().optional() }))),
      })
      .parse(await (await wick.fetch("/openapi.json")).json());
    const guarded = Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.entries(methods).flatMap(([method, { security }]) =>
        path !== "/metrics" &&
        !OPEN_POSTS.has(path) &&
        (method !== "get" || security !== undefined || path.includes("/admin/"))
          ? [[method.toUpperCase(), path] as const]
          : [],
      ),
    );
    expect(guarded.length).toBeGreaterThan(20);
    const ingest = { authorization: `Bearer ${await wick.key("ingest")}` };
    for (const [method, path] of guarded) {
      const place = path.replaceAll(/\{[^}]+\}/g, "ohlcv");
      const ask = async (headers: Record<string, string>) =>
        (await wick.fetch(place, { method, headers, ...(method === "GET" ? {} : { body: "{" }) })).status;
      expect(await ask({}), `${method} ${path}`).toBe(401);
      expect(await ask({ authorization: "Bearer wick_guess" }), `${method} ${path}`).toBe(401);
      if (!path.startsWith("/api/ingestion/")) expect(await ask(ingest), `${method} ${path}`).toBe(403);
    }
  });

  it("[REST-30] makes nothing be read again by parameters that a route does not know, or other spellings", async () => {
    // It tells the time at which it was looked at.
    const first = await (await wick.fetch("/health/components/d1")).text();
    const spellings = ["?x=1", "?x=2&y=3", "/", "/?%78=1", "?", "?limit=5"];
    for (const more of spellings) {
      expect(await (await wick.fetch(`/health/components/d1${more}`)).text()).toBe(first);
    }
    expect(await (await wick.fetch("/health/components/%64%31")).text()).toBe(first);
  });

  it("[REST-30] cannot leave an answer of another question in the cache", async () => {
    const path = `/api/features/ohlcv/${SYMBOL}`;
    const bars = async (query: string) =>
      z.object({ bars: z.array(z.unknown()) }).parse(await (await wick.fetch(`${path}${query}`)).json()).bars
        .length;
    expect(await bars("?%6Cimit=1")).toBe(1);
    expect(await bars("")).toBeGreaterThan(3);
    expect(await bars("?limit=2")).toBe(2);
    expect(await bars("?%6c%69mit=3&x=%26limit=1")).toBe(3);
    expect(await bars("?x=1&limit=2")).toBe(2);
  });

  it("[REST-20] has an allowance of costly requests, and health beyond liveness is no way around the limit", async () => {
    const limited = await openWick({ RATE_LIMIT_PER_MINUTE: "100" });
    const status = async (path: string) => (await limited.fetch(path)).status;
    expect(await status("/health/trends?hours=72")).toBe(200);
    expect(await status("/health/trends?hours=71")).toBe(429);
    // What is known already costs nothing.
    expect(await status("/health/trends?hours=72")).toBe(200);
    const range = `/api/features/ohlcv/${SYMBOL}?from=${MINUTE}&format=csv`;
    expect(await status(range)).toBe(429);
    expect(await status(`${range}&limit=5`)).toBe(200);
    const features = (limit: number) => status(`/api/features/technical/${SYMBOL}?limit=${limit}`);
    expect([await features(50), await features(500)]).toEqual([200, 429]);
    for (let left = 100; left > 0; left -= 1) await limited.fetch("/health/quick");
    expect(await status("/health/detailed")).toBe(429);
    expect(await status("/health/quick/")).toBe(200);
  });

  it("[REST-20] is one client from all addresses of its IPv6 network, and not from another's", async () => {
    const limited = await openWick({ RATE_LIMIT_PER_MINUTE: "2" });
    const from = async (address: string) =>
      (await limited.fetch("/api/symbols", { headers: { "cf-connecting-ip": address } })).status;
    expect([await from("2001:db8:0:7::1"), await from("2001:db8:0:7:aaaa::2")]).toEqual([200, 200]);
    expect(await from("2001:db8:0:7:ffff:ffff:ffff:ffff")).toBe(429);
    expect(await from("2001:db8:0:8::1")).toBe(200);
  });

  it("[HIST-13] takes no place of an export by asking for its headers", async () => {
    const range = `/api/features/ohlcv/${SYMBOL}?from=${MINUTE}&format=csv`;
    for (let more = 0; more < 5; more += 1) {
      const head = await wick.fetch(range, { method: "HEAD" });
      expect([head.status, head.headers.get("content-type")]).toEqual([200, "text/csv; charset=utf-8"]);
    }
    expect((await (await wick.fetch(range)).text()).split("\r\n").length).toBeGreaterThan(100);
  });

  it("[HIST-11] gets nothing of its own text into headers, paths or SQL", async () => {
    const tricks = [
      "..%2f..%2fapi_keys",
      "a%0d%0aset-cookie:x",
      "%22;x=%22",
      "ohlcv;--",
      "%00",
      "'%20OR%201=1",
    ];
    for (const trick of tricks) {
      for (const path of ["coins", "features/ohlcv", "rate-limit/status", "features/etl/jobs"]) {
        const answer = await wick.fetch(`/api/${path}/${trick}?format=csv&from=0`);
        expect([400, 404], `${path} ${trick}`).toContain(answer.status);
        expect(answer.headers.get("set-cookie")).toBeNull();
        expect(answer.headers.get("content-type")).toContain("problem+json");
      }
      expect((await wick.fetch(`/health/components/${trick}`)).status).toBe(404);
      const admin = { authorization: `Bearer ${await wick.key("admin")}` };
      const put = {
        method: "PUT",
        headers: { ...admin, "content-type": "application/x-ndjson" },
        body: "{}",
      };
      expect([400, 404]).toContain((await wick.fetch(`/api/admin/restore/tables/${trick}`, put)).status);
      const part = { method: "POST", headers: admin };
      expect([400, 404]).toContain((await wick.fetch(`/api/admin/restore/${trick}/0`, part)).status);
    }
    for (const table of ["sqlite_master", "d1_migrations", "backup", "_cf_kv"]) {
      const answer = await wick.send("PUT", `/api/admin/restore/tables/${table}`, {});
      expect([400, 404], table).toContain(answer.status);
    }
    expect(await env.DB.prepare("SELECT count(*) AS n FROM symbols").first("n")).toBe(1);
  });

  it.each(["from=-1", "from=1e300", "from=NaN", "from=", "to=9e15", "limit=0", "limit=1e9", "cursor=%00"])(
    "[REST-3] is answered 400, or a page, for %s",
    async (query) => {
      const answer = await wick.fetch(`/api/features/ohlcv/${SYMBOL}?${query}`);
      expect([200, 400]).toContain(answer.status);
    },
  );
});
