import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { ApiClient } from "../support/api-client.ts";
import { AppProcess } from "../support/app-process.ts";
import { OPEN_POSTS } from "../support/open-posts.ts";
import { StreamClient } from "../support/stream-client.ts";
import { StreamTruth } from "../support/stream-truth.ts";
import { until } from "../support/until.ts";

const ProblemSchema = z.object({
  type: z.string().min(1),
  title: z.string().min(1),
  status: z.number().int(),
  code: z.string().min(1),
  detail: z.string(),
  requestId: z.string().min(8),
});

/** The routes that the API promises for this stage, and the codes their writes need. */
const PROMISED = [
  "/health",
  "/health/quick",
  "/health/detailed",
  "/metrics",
  "/api/symbols",
  "/api/prices",
  "/api/prices/market",
  "/api/quick/prices",
  "/api/quick/market",
  "/api/ingestion/ingest",
  "/api/ingestion/upload",
  "/api/ingestion/process-bars",
  "/api/ingestion/ticks",
  "/api/ingestion/bars",
  "/api/ingestion/stats",
  "/api/features/ohlcv/{symbol}",
  "/api/analysis/indicators/{symbol}",
  "/api/patterns/{symbol}",
  "/api/signals",
  "/api/signals/{symbol}",
  "/api/signals/{symbol}/generate",
  "/api/signals/performance",
  "/api/analytics/compute-spread",
  "/api/analytics/compute-stats",
  "/api/analytics/spread",
  "/api/analytics/stats",
  "/api/analytics/alerts/create",
  "/api/analytics/alerts",
  "/api/analytics/alerts/{id}/delete",
  "/api/alerts",
  "/api/alerts/{id}",
  "/api/alerts/crypto/{symbol}",
  "/api/admin/symbols/{symbol}",
  "/api/stream/ws",
  "/api/stream/sse",
  "/api/stream/snapshot",
  "/openapi.json",
  "/docs",
  "/redoc",
];
const METHODS = ["get", "put", "post", "delete", "patch"] as const;
const ORIGIN = "https://desk.example";

const OpenApiSchema = z.object({
  openapi: z.string().startsWith("3.1"),
  paths: z.record(
    z.string(),
    z.record(z.string(), z.looseObject({ security: z.array(z.record(z.string(), z.unknown())).optional() })),
  ),
});

describe("the app as strangers meet it", () => {
  let app: AppProcess;
  let api: ApiClient;
  let idle: StreamClient;
  let silent: StreamClient;
  let began: number;
  const truth = new StreamTruth();
  const open = async (name: string, query = "") => {
    const client = new StreamClient(name, app.wsUrl, truth, query);
    await client.connect();
    return client;
  };

  beforeAll(async () => {
    app = await AppProcess.start({
      symbols: ["BTCUSDT", "ETHUSDT"],
      env: { CORS_ORIGINS: ORIGIN, RATE_LIMIT_PER_MINUTE: "5000" },
    });
    api = new ApiClient(app.url, app.key);
    // Both say nothing more: one is asked about after 15 s, the other after two minutes.
    idle = await open("idle");
    silent = await open("silent");
    silent.mute();
    began = Date.now();
  }, 90_000);

  afterAll(async () => {
    await idle?.close();
    await silent?.close();
    await app?.stop();
  });

  describe("REST", () => {
    it("describes every promised route, and nothing without a schema of its answer", async () => {
      const { paths } = OpenApiSchema.parse(JSON.parse((await api.get("/openapi.json")).text));
      const plain = (path: string) => path.replace(/\/$/, "");
      const known = new Set(Object.keys(paths).map(plain));
      expect(PROMISED.filter((path) => !known.has(path))).toEqual([]);
      for (const [path, methods] of Object.entries(paths)) {
        for (const method of METHODS) {
          const route = methods[method];
          if (route !== undefined) expect(route.responses, `${method} ${path}`).toBeDefined();
        }
      }
    });

    it("refuses every write without a key, and with a wrong one", async () => {
      const { paths } = OpenApiSchema.parse(JSON.parse((await api.get("/openapi.json")).text));
      let writes = 0;
      for (const [template, methods] of Object.entries(paths)) {
        for (const method of ["post", "put", "delete", "patch"] as const) {
          if (methods[method] === undefined || OPEN_POSTS.has(template)) continue;
          writes += 1;
          expect(methods[method].security?.length, `${method} ${template}`).toBeGreaterThan(0);
          const path = template.replace(/\{[^}]*\}/g, "BTCUSDT");
          const refused: Record<string, string>[] = [{}, { Authorization: "Bearer wick_wrong" }];
          for (const headers of refused) {
            const response = await fetch(`${app.url}${path}`, {
              method: method.toUpperCase(),
              headers: { "Content-Type": "application/json", ...headers },
              ...(method === "delete" ? {} : { body: "{}" }),
            });
            expect(response.status, `${method} ${path}`).toBe(401);
            expect(response.headers.get("content-type")).toContain("application/problem+json");
            expect(response.headers.get("www-authenticate")).toMatch(/bearer/i);
            expect(ProblemSchema.parse(await response.json()).code).toBe("unauthorized");
          }
        }
      }
      expect(writes).toBeGreaterThanOrEqual(6);
      expect((await api.get("/api/symbols")).text).toContain("BTCUSDT");
    });

    it.each([
      ["/api/nothing", 404, "not_found"],
      ["/api/features/ohlcv/NOSUCHUSDT", 404, "unknown_symbol"],
      ["/api/features/ohlcv/BTCUSDT?timeframe=7m", 400, "invalid_input"],
      ["/api/features/ohlcv/BTCUSDT?limit=0", 400, "invalid_input"],
      ["/api/features/ohlcv/BTCUSDT?limit=100000", 400, "invalid_input"],
      ["/api/features/ohlcv/BTCUSDT?from=10&to=5", 400, "invalid_input"],
      ["/api/features/ohlcv/BTCUSDT?cursor=nonsense", 400, "invalid_input"],
      ["/api/ingestion/ingest", 405, "method_not_allowed"],
      ["/api/stream/ws", 426, "upgrade_required"],
      ["/api/stream/sse?channels=nonsense", 404, "unknown_channel"],
      ["/api/stream/sse?channels=bars:NOSUCHUSDT:1m", 404, "unknown_symbol"],
    ])("answers %s with a problem: %i %s", async (path, status, code) => {
      const answer = await api.get(path);
      expect(answer.headers.get("content-type")).toContain("application/problem+json");
      const problem = ProblemSchema.parse(JSON.parse(answer.text));
      expect({ status: answer.status, told: problem.status, code: problem.code }).toEqual({
        status,
        told: status,
        code,
      });
      expect(answer.headers.get("x-request-id")).toBe(problem.requestId);
      expect(answer.text).not.toMatch(/\bat \S+\.(?:ts|js):\d+/);
    });

    it("tells what is wrong with a body, field by field, and leaks nothing of a broken one", async () => {
      const bad = await api.send("PUT", "/api/admin/symbols/XAUUSD", { feed: "push", tickSize: "-1" });
      const problem = JSON.parse(bad.text);
      expect(bad.status).toBe(400);
      expect(problem.errors.map((error: { path: string }) => error.path)).toEqual(
        expect.arrayContaining(["tickSize", "stepSize", "latenessMs"]),
      );
      const broken = await fetch(`${app.url}/api/ingestion/ingest`, {
        method: "POST",
        headers: { Authorization: `Bearer ${app.key}`, "Content-Type": "application/json" },
        body: '{"ticks":[',
      });
      expect(broken.status).toBe(400);
      expect(ProblemSchema.parse(await broken.json()).status).toBe(400);
    });

    it("sends the headers of a careful server", async () => {
      const { headers, status } = await api.get("/api/symbols");
      expect(status).toBe(200);
      expect(headers.get("x-content-type-options")).toBe("nosniff");
      expect(headers.get("content-security-policy")).toContain("default-src 'none'");
      expect(headers.get("referrer-policy")).toBe("no-referrer");
      expect(headers.get("x-request-id")).toMatch(/\S{8,}/);
      expect(headers.get("ratelimit-policy")).toMatch(/q=5000/);
      expect(headers.get("ratelimit")).toMatch(/r=\d+/);
      expect(headers.get("server-timing")).toBeTruthy();
      expect(headers.get("cache-control")).toBeTruthy();
      const etag = headers.get("etag") ?? "";
      expect(etag).not.toBe("");
      expect((await api.get("/api/symbols", { "If-None-Match": etag })).status).toBe(304);
    });

    it("lets only configured origins read across sites", async () => {
      const allowed = await api.get("/api/symbols", { Origin: ORIGIN });
      expect(allowed.headers.get("access-control-allow-origin")).toBe(ORIGIN);
      const foreign = await api.get("/api/symbols", { Origin: "https://evil.example" });
      expect(foreign.headers.get("access-control-allow-origin")).toBeNull();
    });

    it("serves pages that run no inline script", async () => {
      for (const path of ["/", "/s/BTCUSDT?tf=1m", "/docs", "/redoc"]) {
        const { status, text, headers } = await api.get(path);
        expect(status, path).toBe(200);
        expect(headers.get("content-type"), path).toContain("text/html");
        const policy = headers.get("content-security-policy") ?? "";
        expect(/script-src ([^;]*)/.exec(policy)?.[1], path).toBe("'self'");
        expect(policy, path).toContain("frame-ancestors 'none'");
        expect(text.match(/<script(?![^>]*\bsrc=)[^>]*>/g), path).toBeNull();
        expect(text, path).not.toMatch(/\son\w+=/);
      }
    });

    it("tolerates a trailing slash and takes a coin for a symbol", async () => {
      expect((await api.get("/api/symbols/")).status).toBe(200);
      for (const name of ["bitcoin", "btc", "BTC"]) {
        expect((await api.get(`/api/features/ohlcv/${name}?limit=1`)).text).toContain('"symbol":"BTCUSDT"');
      }
    });

    it("serves a year of days and a thousand minutes, page by page without overlap", async () => {
      const days = await api.bars("BTCUSDT", "1d", "&limit=400");
      expect(days.length).toBe(400);
      const first = JSON.parse(await api.barsText("BTCUSDT", "1m", "&limit=700&forming=false"));
      const second = JSON.parse(
        await api.barsText("BTCUSDT", "1m", `&limit=700&forming=false&cursor=${first.cursor}`),
      );
      const times = [...second.bars, ...first.bars].map((bar: { openTime: number }) => bar.openTime);
      expect(times.length).toBe(1_400);
      for (const [index, time] of times.entries()) {
        if (index > 0) expect(time - (times[index - 1] ?? 0)).toBe(60_000);
      }
    });
  });

  describe("the stream", () => {
    it("[STR-3] answers bad frames with an error and stays open", async () => {
      const client = await open("clumsy");
      const bad = [
        "not json",
        "[]",
        '"text"',
        '{"op":"dance"}',
        '{"op":"subscribe"}',
        Buffer.from([1, 2, 3]),
      ];
      for (const frame of [...bad, JSON.stringify({ op: "ping", id: "x".repeat(17_000) })]) {
        const before = client.controls.length;
        client.send(frame);
        const answer = await until("an answer", () => client.controls[before]);
        expect(answer).toMatchObject({ op: "error", code: "bad_frame" });
      }
      expect(await client.request({ op: "ping" })).toMatchObject({ op: "pong" });
      await client.close();
    });

    it("[STR-8] [STR-12] refuses what does not exist or is too much, and serves the rest", async () => {
      const client = await open("greedy");
      const mixed = await client.subscribe(["bars:BTCUSDT:1m", "bars:BTCUSDT:9m", "status:NOSUCH"]);
      expect(mixed.op).toBe("error");
      await until("all the answers", () => client.controls.length >= 3);
      const told = client.controls.map(({ op, code, channels }) => ({ op, code, channels }));
      expect(told).toEqual(
        expect.arrayContaining([
          { op: "error", code: "unknown_channel", channels: ["bars:BTCUSDT:9m"] },
          { op: "error", code: "unknown_symbol", channels: ["status:NOSUCH"] },
          { op: "ack", code: undefined, channels: ["bars:BTCUSDT:1m"] },
        ]),
      );
      const many = Array.from({ length: 200 }, (_, index) => `status:SYM${index}`);
      expect(await client.request({ op: "subscribe", channels: many })).toMatchObject({
        code: "too_many_channels",
      });
      expect(await client.request({ op: "list" })).toMatchObject({ channels: ["bars:BTCUSDT:1m"] });
      const left = await client.request({ op: "unsubscribe", channels: ["bars:BTCUSDT:1m"] });
      expect(left).toMatchObject({ op: "ack", channels: ["bars:BTCUSDT:1m"] });
      await client.close();
    });

    it("[STR-12] closes a flood with 4008 and disturbs nobody else", async () => {
      const [flood, other] = [await open("flood"), await open("other")];
      await other.subscribe(["trades:BTCUSDT", "bars:BTCUSDT:1s"]);
      for (let i = 0; i < 200; i += 1) flood.send({ op: "ping" });
      const closed = await until("the flood to be closed", () => flood.closed);
      expect(closed.code).toBe(4008);
      const heard = other.log("trades:BTCUSDT").log.length;
      await until("others to go on", () => other.log("trades:BTCUSDT").log.length > heard + 3);
      expect(other.closed).toBeUndefined();
      await other.close();
    });

    it("[STR-6] conflates what forms to the interval asked for, and never what is logged", async () => {
      const [fast, slow] = [await open("fast", "?interval=0"), await open("slow", "?interval=2000")];
      const channels = ["bars:BTCUSDT:1m", "trades:BTCUSDT"];
      await Promise.all([fast.subscribe(channels), slow.subscribe(channels)]);
      await until("a few trades", () => fast.log("trades:BTCUSDT").log.length > 25);
      const common = fast.log("trades:BTCUSDT").seq ?? 0;
      await until("the slow one to have them too", () => (slow.log("trades:BTCUSDT").seq ?? 0) >= common);
      expect(slow.log("bars:BTCUSDT:1m").states).toBeLessThan(fast.log("bars:BTCUSDT:1m").states / 2);
      await Promise.all([fast.close(), slow.close()]);
    });

    it("[STR-10] keeps a client's socket through a restart of its hub, without a hole", async () => {
      const client = await open("steady");
      const channels = ["bars:ETHUSDT:1s", "trades:ETHUSDT"];
      await client.subscribe(channels);
      await until("some trades", () => client.log("trades:ETHUSDT").log.length > 3);
      for (let i = 0; i < 3; i += 1) {
        expect((await api.send("POST", "/api/admin/hubs/ETHUSDT/restart")).status).toBe(200);
        const heard = client.log("trades:ETHUSDT").log.length;
        await until("trades after the restart", () => client.log("trades:ETHUSDT").log.length > heard + 3);
      }
      expect(client.closed).toBeUndefined();
      for (const channel of channels) expect(client.log(channel).snapshots).toBe(1);
      await client.close();
    });

    it("a reader that stops reading hurts nobody else", async () => {
      const [stuck, other] = [await open("stuck"), await open("reader")];
      await stuck.subscribe(["trades:BTCUSDT", "bars:BTCUSDT:1s", "bars:BTCUSDT:1m"]);
      await other.subscribe(["trades:BTCUSDT"]);
      stuck.pause();
      await until("the other to hear more", () => other.log("trades:BTCUSDT").log.length > 20);
      expect(other.closed).toBeUndefined();
      await other.close();
      stuck.terminate();
    });

    it("[STR-11] sends a heartbeat to whoever hears nothing", async () => {
      const beat = await until("a heartbeat", () => idle.controls.find(({ op }) => op === "heartbeat"));
      expect(beat).toBeDefined();
      expect(Date.now() - began).toBeGreaterThan(14_000);
    });

    it.runIf(process.env.WICK_FULL === "1")(
      "[STR-11] closes a silent client with 4009",
      async () => {
        const closed = await until("the silent one to be closed", () => silent.closed, 140_000);
        expect(closed.code).toBe(4009);
        expect(idle.closed).toBeUndefined();
      },
      150_000,
    );

    it("none of them was told anything against the rules", () => {
      expect(truth.violations).toEqual([]);
    });
  });
});
