import { beforeAll, describe, expect, it } from "vitest";
import { BarListSchema } from "../../contract/rest/bar.ts";
import { IngestResultSchema, UploadReportSchema } from "../../contract/rest/ingestion.ts";
import { ProblemSchema } from "../../contract/rest/problem.ts";
import { addPushed, openWick, type Wick } from "./wick.ts";

/** A whole minute, long ago enough to be settled. */
const MINUTE = 1_700_000_040_000;

let wick: Wick;
beforeAll(async () => {
  wick = await openWick();
});

const tick = (symbol: string, seconds: number, price: string | number, id: number) => ({
  symbol,
  timestamp: MINUTE + seconds * 1_000,
  price,
  size: "0.5",
  id,
});

async function problemOf(response: Response) {
  expect(response.headers.get("content-type")).toBe("application/problem+json");
  const problem = ProblemSchema.parse(await response.json());
  expect(problem.status).toBe(response.status);
  expect(problem.requestId).toBe(response.headers.get("x-request-id"));
  return problem;
}

describe("every answer", () => {
  it("[REST-1] tolerates a trailing slash, answers HEAD without a body, OPTIONS with the methods", async () => {
    expect((await wick.fetch("/health/")).status).toBe(200);
    const head = await wick.fetch("/api/symbols", { method: "HEAD" });
    expect([head.status, await head.text(), head.headers.get("content-type")]).toEqual([
      200,
      "",
      "application/json",
    ]);
    const options = await wick.fetch("/api/symbols", { method: "OPTIONS" });
    expect([options.status, options.headers.get("allow")]).toEqual([204, "GET, HEAD, OPTIONS"]);
  });

  it("[REST-3] [REST-4] is a problem when it fails, with the path of each bad input", async () => {
    expect(await problemOf(await wick.fetch("/nope"))).toMatchObject({ code: "not_found" });
    const wrong = await wick.fetch("/api/symbols", { method: "POST" });
    expect(wrong.headers.get("allow")).toBe("GET, HEAD, OPTIONS");
    expect(await problemOf(wrong)).toMatchObject({ code: "method_not_allowed" });
    const bad = await problemOf(await wick.fetch("/api/features/ohlcv/BTCUSDT?timeframe=2m&limit=0"));
    expect(bad.code).toBe("invalid_input");
    expect(bad.errors?.map((error) => error.path)).toEqual(["timeframe", "limit"]);
    expect(await problemOf(await wick.fetch("/api/features/ohlcv/NOPE"))).toMatchObject({
      code: "unknown_symbol",
    });
  });

  it("[REST-5] [REST-22] carries the request's id and the security headers", async () => {
    const response = await wick.fetch("/health", { headers: { "x-request-id": "caller-0001" } });
    expect(response.headers.get("x-request-id")).toBe("caller-0001");
    expect(response.headers.get("content-security-policy")).toContain("frame-ancestors 'none'");
    expect(response.headers.get("x-content-type-options")).toBe("nosniff");
    expect(response.headers.get("server-timing")).toMatch(/^total;dur=\d+$/);
    const docs = await wick.fetch("/docs");
    expect(docs.headers.get("content-security-policy")).toMatch(/script-src 'self';/);
    expect(await docs.text()).not.toMatch(/<script(?![^>]*\bsrc=)/);
  });

  it("[REST-20] [REST-21] counts a client's requests; health is answered beyond the limit", async () => {
    const limited = await openWick({ RATE_LIMIT_PER_MINUTE: "2" });
    const first = await limited.fetch("/api/symbols");
    expect(first.headers.get("ratelimit-policy")).toBe('"default";q=2;w=60');
    expect(first.headers.get("ratelimit")).toMatch(/^"default";r=1;t=\d+$/);
    expect((await limited.fetch("/api/symbols")).headers.get("ratelimit")).toContain("r=0");
    const refused = await limited.fetch("/api/symbols");
    expect(Number(refused.headers.get("retry-after"))).toBeGreaterThan(0);
    expect(await problemOf(refused)).toMatchObject({ code: "rate_limited" });
    expect((await limited.fetch("/health")).status).toBe(200);
  });

  it("[REST-23] names the allowed origin, also on a cached answer", async () => {
    const shared = await openWick({ CORS_ORIGINS: "https://a.example" });
    const ask = (origin: string) => shared.fetch("/openapi.json", { headers: { origin } });
    for (let round = 0; round < 2; round += 1) {
      expect((await ask("https://a.example")).headers.get("access-control-allow-origin")).toBe(
        "https://a.example",
      );
      expect((await ask("https://b.example")).headers.get("access-control-allow-origin")).toBeNull();
    }
    const preflight = await shared.fetch("/api/ingestion/ingest", {
      method: "OPTIONS",
      headers: { origin: "https://a.example", "access-control-request-method": "POST" },
    });
    expect(preflight.headers.get("access-control-allow-methods")).toBe("OPTIONS, POST");
    expect(preflight.headers.get("access-control-allow-headers")).toContain("Idempotency-Key");
  });
});

describe("keys", () => {
  it("[REST-10] writes need a key whose scope allows them", async () => {
    const body = { ticks: [tick("ANY", 0, 1, 1)] };
    const send = (headers: Record<string, string>) =>
      wick.send("POST", "/api/ingestion/ingest", body, headers);
    const without = await send({ authorization: "" });
    expect(without.headers.get("www-authenticate")).toContain("Bearer");
    expect(await problemOf(without)).toMatchObject({ code: "unauthorized" });
    expect(await problemOf(await send({ authorization: `Bearer wick_${"x".repeat(43)}` }))).toMatchObject({
      code: "unauthorized",
    });
    const metrics = await wick.key("metrics");
    expect(await problemOf(await send({ authorization: `Bearer ${metrics}` }))).toMatchObject({
      code: "forbidden",
    });
    for (const headers of [
      { authorization: `Bearer ${await wick.key("ingest")}` },
      { authorization: "", "x-api-key": await wick.key("admin") },
    ]) {
      expect(await problemOf(await send(headers))).toMatchObject({ code: "unknown_symbol" });
    }
  });

  it("[REST-11] a key is stored as its hash alone, and its day of use is noted", async () => {
    const key = await wick.key("ingest");
    await wick.send("POST", "/api/ingestion/ingest", {}, { authorization: `Bearer ${key}` });
    const { results } = await wick.env.DB.prepare("SELECT * FROM api_keys WHERE name = 'ingest'").all();
    expect(JSON.stringify(results)).not.toContain(key);
    expect(results[0]).toMatchObject({ last_used: new Date().toISOString().slice(0, 10) });
  });

  it("[REST-11] a revoked key is refused", async () => {
    const other = await openWick();
    const key = await other.key("admin");
    await other.env.DB.prepare("UPDATE api_keys SET revoked_at = 1 WHERE name = 'admin'").run();
    const headers = { authorization: "", "x-api-key": key };
    expect((await other.send("POST", "/api/ingestion/ingest", {}, headers)).status).toBe(401);
    await other.env.DB.prepare("UPDATE api_keys SET revoked_at = NULL").run();
  });

  it("[REST-12] metrics are open outside production only", async () => {
    expect((await wick.fetch("/metrics")).headers.get("content-type")).toContain("version=0.0.4");
    const live = await openWick({ ENVIRONMENT: "production" });
    expect((await live.fetch("/metrics")).status).toBe(401);
    const authorization = `Bearer ${await live.key("metrics")}`;
    expect((await live.fetch("/metrics", { headers: { authorization } })).status).toBe(200);
  });
});

describe("ticks by API", () => {
  it("[REST-40] become bars that are read with every digit, as JSON, text and CSV", async () => {
    await addPushed(wick, "BARUSDT");
    const ticks = [
      tick("BARUSDT", 0, "100.01", 1),
      tick("BARUSDT", 59, 100.05, 2),
      tick("BARUSDT", 61, "99", 3),
      tick("BARUSDT", 130, "98.5", 4),
    ];
    const response = await wick.send("POST", "/api/ingestion/ingest", { ticks });
    expect(IngestResultSchema.parse(await response.json())).toMatchObject({ accepted: 4, rejected: [] });

    const range = `timeframe=1m&from=${MINUTE}&to=${MINUTE + 60_000}`;
    const bars = await wick.fetch(`/api/features/ohlcv/BARUSDT?${range}`);
    const text = await bars.text();
    expect(BarListSchema.parse(JSON.parse(text)).bars).toMatchObject([
      {
        openTime: MINUTE,
        open: 100.01,
        high: 100.05,
        low: 100.01,
        close: 100.05,
        volume: 1,
        n: 2,
        final: true,
      },
      { openTime: MINUTE + 60_000, open: 99, n: 1, final: true },
    ]);
    expect(text).toContain('"quoteVolume":100.03,');
    const quoted = await wick.fetch(`/api/features/ohlcv/bar?${range}&decimals=string`);
    expect(await quoted.text()).toContain('"quoteVolume":"100.03",');
    const csv = await wick.fetch(`/api/features/ohlcv/BARUSDT?${range}&format=csv`);
    expect(csv.headers.get("content-type")).toContain("text/csv");
    expect((await csv.text()).split("\r\n")[1]).toBe(
      `${MINUTE},${MINUTE + 59_999},100.01,100.05,100.01,100.05,1,100.03,2,1,100.03,1,2,true,0,trades`,
    );
    expect((await wick.fetch(`/api/ingestion/bars?symbol=BARUSDT&${range}`)).status).toBe(200);
    const stored = await wick.fetch("/api/ingestion/ticks?symbol=BARUSDT");
    expect(await stored.json()).toMatchObject({ ticks: [{ price: 100.01 }, {}, {}, { price: 98.5 }] });
  });

  it("[REST-41] a resend is known by its ids, a repeat by its Idempotency-Key", async () => {
    await addPushed(wick, "DUPUSDT");
    const send = (body: unknown, key?: string) =>
      wick.send("POST", "/api/ingestion/ingest", body, key === undefined ? {} : { "idempotency-key": key });
    const withIds = { ticks: [tick("DUPUSDT", 0, 1, 1), tick("DUPUSDT", 1, 1.001, 2)] };
    expect(await (await send(withIds)).json()).toMatchObject({
      accepted: 1,
      rejected: [{ index: 1, symbol: "DUPUSDT", code: "off_tick_size" }],
    });
    expect(await (await send(withIds)).json()).toMatchObject({ accepted: 0, duplicates: 1 });
    const plain = (price: number) => ({
      ticks: [{ symbol: "DUPUSDT", timestamp: MINUTE + 2_000, price, size: 1 }],
    });
    const first = await (await send(plain(1), "key-1")).json();
    expect(await (await send(plain(1), "key-1")).json()).toEqual(first);
    expect(await problemOf(await send(plain(2), "key-1"))).toMatchObject({ code: "idempotency_conflict" });
    const ticks = await (await wick.fetch("/api/ingestion/ticks?symbol=DUPUSDT")).json();
    expect(ticks).toMatchObject({ ticks: [{ id: expect.any(Number) }, { id: expect.any(Number) }] });
  });

  it("[REST-43] a body that is no JSON, not of the shape or too large is refused", async () => {
    const authorization = `Bearer ${await wick.key("ingest")}`;
    const post = (body: string, type = "application/json") =>
      wick.fetch("/api/ingestion/ingest", {
        method: "POST",
        body,
        headers: { authorization, "content-type": type },
      });
    expect(await problemOf(await post("{"))).toMatchObject({ code: "invalid_json" });
    expect(await problemOf(await post("{}", "text/plain"))).toMatchObject({ code: "unsupported_media_type" });
    const bad = await problemOf(
      await post('{"ticks":[{"symbol":"AB","timestamp":1,"price":"1e3","size":1}]}'),
    );
    expect(bad.errors).toMatchObject([{ path: "ticks.0.price" }]);
    expect(await problemOf(await post(`{"ticks":"${"x".repeat(5_000_000)}"}`))).toMatchObject({
      code: "payload_too_large",
    });
  });

  it("[REST-50] [REST-53] an upload is streamed, also gzip; its report names the bad lines", async () => {
    await addPushed(wick, "UPUSDT");
    const lines = Array.from({ length: 3_000 }, (_, n) => JSON.stringify(tick("UPUSDT", n / 10, "5", n)));
    lines.splice(10, 0, "broken", JSON.stringify(tick("NOPE", 0, 1, 1)));
    const body = new Blob([lines.join("\n")]).stream().pipeThrough(new CompressionStream("gzip"));
    const upload = async (bytes: BodyInit) => {
      const response = await wick.fetch("/api/ingestion/upload", {
        method: "POST",
        body: bytes,
        headers: { authorization: `Bearer ${await wick.key("ingest")}`, "content-encoding": "gzip" },
      });
      return { status: response.status, body: await response.json<unknown>() };
    };
    const first = await upload(await new Response(body).arrayBuffer());
    expect(first.status).toBe(200);
    expect(UploadReportSchema.parse(first.body)).toMatchObject({
      complete: true,
      lines: 3_002,
      accepted: 3_000,
      rejected: 2,
      badLines: [
        { line: 11, code: "bad_json" },
        { line: 12, code: "unknown_symbol" },
      ],
    });
    const again = await upload(lines.join("\n"));
    expect(again.body).toMatchObject({ accepted: 0, duplicates: 3_000 });
  });
});

describe("cached answers", () => {
  it("[REST-32] are confirmed by ETag with 304, from the cache and past it", async () => {
    const first = await wick.fetch("/openapi.json");
    const etag = first.headers.get("etag") ?? "";
    const again = await wick.fetch("/openapi.json", { headers: { "if-none-match": etag } });
    expect([again.status, await again.text(), again.headers.get("etag")]).toEqual([304, "", etag]);
    expect(again.headers.get("server-timing")).toContain("hit");
    const head = await wick.fetch("/openapi.json", { method: "HEAD", headers: { "if-none-match": etag } });
    expect(head.status).toBe(304);
  });

  it("[REST-62] a push symbol's closed range is short-lived, never immutable", async () => {
    const bars = await wick.fetch(`/api/features/ohlcv/BARUSDT?from=${MINUTE}&to=${MINUTE + 60_000}`);
    expect(bars.headers.get("cache-control")).toMatch(/max-age=\d{1,2}(,|$)/);
    expect(bars.headers.get("cache-control")).not.toContain("immutable");
  });
});
