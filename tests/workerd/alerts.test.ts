import { evictDurableObject, runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { beforeAll, describe, expect, it, vi } from "vitest";
import { z } from "zod";
import {
  AlertEventListSchema,
  AlertListSchema,
  AlertSchema,
  PairAlertListSchema,
  PairAlertSchema,
  PlacedAlertSchema,
} from "../../contract/rest/alerts.ts";
import { StreamRelay } from "../../durable-objects/stream-relay/stream-relay.ts";
import type { Firing } from "../../market/alerts/firing.ts";
import { addPushed, openWick, type Wick } from "./wick.ts";

const START = 1_735_689_600_000;
const MINUTE = 60_000;
const WAIT = { timeout: 30_000, interval: 50 };

let wick: Wick;
let now = START;
let ids = 0;

beforeAll(async () => {
  wick = await openWick();
  for (const symbol of ["ALEUSDT", "ALFUSDT", "ALGUSDT"]) await addPushed(wick, symbol);
});

async function trade(symbol: string, ...prices: string[]): Promise<void> {
  const ticks = prices.map((price) => {
    now += 1_000;
    ids += 1;
    return { timestamp: now, price, size: "1", id: `a${ids}` };
  });
  const report = await env.SYMBOL_HUB.getByName(symbol).ingest(ticks);
  expect(report.accepted).toBe(prices.length);
}

async function ask<S extends z.ZodType>(
  schema: S,
  method: string,
  path: string,
  body?: unknown,
  headers: Record<string, string> = {},
): Promise<z.infer<S>> {
  const response = await wick.fetch(path, {
    method,
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    headers: {
      authorization: `Bearer ${await wick.key("admin")}`,
      "content-type": "application/json",
      ...headers,
    },
  });
  if (!response.ok) throw new Error(`${response.status} ${await response.text()}`);
  return schema.parse(await response.json());
}

async function refused(method: string, path: string, body?: unknown) {
  const response = await wick.send(method, path, body);
  const { code, errors } = (await response.json()) as { code: string; errors?: { path: string }[] };
  return [response.status, code, errors?.map((one) => one.path).join()];
}

const price = (symbol: string, operator: string, threshold: unknown, more: object = {}) => ({
  symbol,
  condition: { type: "price", operator, threshold },
  ...more,
});
const make = (body: unknown) => ask(PlacedAlertSchema, "POST", "/api/alerts", body);
const eventsOf = async (id: string) =>
  (await ask(AlertEventListSchema, "GET", `/api/alerts/${id}/events`)).events;

const FrameSchema = z.object({
  ch: z.literal("alerts"),
  seq: z.number(),
  type: z.enum(["snapshot", "update"]),
  data: z.object({ id: z.string().optional() }),
});

/** A socket as a client has it; opened with a key, or without. */
async function openSocket(headers: Record<string, string>) {
  const response = await wick.fetch("/api/stream/ws", { headers: { Upgrade: "websocket", ...headers } });
  const socket = response.webSocket;
  if (socket === null) throw new Error(`no socket: ${response.status} ${await response.text()}`);
  const frames: string[] = [];
  socket.addEventListener("message", ({ data }) => void frames.push(String(data)));
  socket.accept();
  const send = (frame: unknown) => socket.send(JSON.stringify(frame));
  return {
    frames,
    close: () => socket.close(1000, "done"),
    subscribe: async (...channels: string[]) => {
      const before = frames.length;
      send({ op: "subscribe", id: 1, channels });
      await vi.waitFor(() => expect(frames.length).toBeGreaterThan(before), WAIT);
    },
    /** Ids of the firings that were announced, in order; throws where a number is missing or comes twice. */
    announced: () => {
      let seq: number | undefined;
      const told: string[] = [];
      for (const text of frames) {
        if (!text.startsWith('{"ch":"alerts"')) continue;
        const frame = FrameSchema.parse(JSON.parse(text));
        if (seq !== undefined && frame.seq !== seq + 1) throw new Error(`${frame.seq} after ${seq}`);
        if (frame.type === "update") told.push(frame.data.id ?? "");
        seq = frame.seq;
      }
      return told;
    },
  };
}

describe("alerts over REST", () => {
  it("[ALERT-50] makes, tells, lists, pauses and deletes; the events stay", async () => {
    const wanted = price("ale", "above", 100.5, { note: "mine", repeat: true });
    const made = await make({ ...wanted, condition: { ...wanted.condition, hysteresis: "0.5" } });
    expect(made).toMatchObject({
      ...{ symbol: "ALEUSDT", pair: null, status: "active", live: true, note: "mine", firedCount: 0 },
      condition: { type: "price", operator: "above", threshold: "100.5", hysteresis: "0.5" },
    });
    // A rule that fires with each trade at a wavering price would be a row each.
    expect(made.cooldownMs).toBe(1_000);
    await trade("ALEUSDT", "100.00", "100.51", "100.20", "100.60", "99.00", "100.60");
    await vi.waitFor(async () => expect(await eventsOf(made.id)).toHaveLength(2), WAIT);
    const events = await eventsOf(made.id);
    expect(events.map(({ value, count, kind }) => [value, count, kind])).toEqual([
      ["100.6", 2, "fired"],
      ["100.51", 1, "fired"],
    ]);
    const told = await ask(AlertSchema, "GET", `/api/alerts/${made.id}`);
    expect(told).toMatchObject({ status: "active", firedCount: 2, firedAt: events[0]?.at });
    const first = await ask(AlertEventListSchema, "GET", `/api/alerts/${made.id}/events?limit=1`);
    const second = await ask(
      AlertEventListSchema,
      "GET",
      `/api/alerts/${made.id}/events?limit=1&cursor=${first.cursor}`,
    );
    expect([...first.events, ...second.events]).toEqual(events);
    expect(second.cursor).toBeNull();

    const paused = await ask(PlacedAlertSchema, "PATCH", `/api/alerts/${made.id}`, { status: "paused" });
    expect(paused).toMatchObject({ status: "paused", live: true });
    await trade("ALEUSDT", "99.00", "101.00");
    await ask(PlacedAlertSchema, "PATCH", `/api/alerts/${made.id}`, { status: "active" });
    await trade("ALEUSDT", "101.50", "99.00", "102.00");
    await vi.waitFor(async () => expect(await eventsOf(made.id)).toHaveLength(3), WAIT);
    expect((await eventsOf(made.id))[0]).toMatchObject({ value: "102", count: 1 });

    expect((await wick.send("DELETE", `/api/alerts/${made.id}`, undefined)).status).toBe(200);
    await trade("ALEUSDT", "99.00", "103.00");
    expect(await refused("GET", `/api/alerts/${made.id}`)).toEqual([404, "not_found", undefined]);
    expect(await eventsOf(made.id)).toHaveLength(3);
  });

  it("[ALERT-51] lists by status and symbol, newest first, page by page", async () => {
    const made = [];
    for (const threshold of [1, 2, 3]) made.unshift(await make(price("ALFUSDT", "below", threshold)));
    const all = await ask(AlertListSchema, "GET", "/api/alerts/crypto/alf?limit=2");
    const more = await ask(AlertListSchema, "GET", `/api/alerts/crypto/ALFUSDT?limit=2&cursor=${all.cursor}`);
    expect(new Set([...all.alerts, ...more.alerts].map(({ id }) => id))).toEqual(
      new Set(made.map(({ id }) => id)),
    );
    const fired = await ask(AlertListSchema, "GET", "/api/alerts?status=fired");
    expect(fired.alerts.every(({ status }) => status === "fired")).toBe(true);
    for (const { id } of made) await wick.send("DELETE", `/api/alerts/${id}`, undefined);
    expect((await ask(AlertListSchema, "GET", "/api/alerts/crypto/ALFUSDT")).alerts).toEqual([]);
  });

  it("[ALERT-52] refuses what it cannot decide, by the place where it is wrong", async () => {
    const cases: [unknown, unknown[]][] = [
      [price("NOSUCHUSDT", "above", 1), [404, "unknown_symbol", undefined]],
      [price("ALEUSDT", "beyond", 1), [400, "invalid_input", "condition.operator"]],
      [price("ALEUSDT", "above", "1e5"), [400, "invalid_input", "condition.threshold"]],
      [{ condition: price("", "above", 1).condition }, [400, "invalid_input", "symbol"]],
      [
        { symbol: "ALEUSDT", condition: { type: "zscore_high", threshold: 2 } },
        [400, "invalid_input", "pair"],
      ],
      [
        {
          symbol: "ALEUSDT",
          condition: {
            type: "indicator",
            timeframe: "1m",
            indicator: "macd",
            operator: "above",
            threshold: 1,
          },
        },
        [400, "invalid_input", "condition.output"],
      ],
      [
        {
          symbol: "ALEUSDT",
          condition: { type: "reading", timeframe: "1m", indicator: "rsi", state: "happy" },
        },
        [400, "invalid_input", "condition.state"],
      ],
      [
        {
          symbol: "ALEUSDT",
          condition: {
            ...{ type: "forecast", timeframe: "1d", measure: "low80", horizon: 24 },
            ...{ operator: "below", threshold: 10 },
          },
        },
        [400, "invalid_input", "condition.horizon"],
      ],
      [{ symbol: "ALEUSDT", condition: { type: "sentiment" } }, [503, "unavailable", undefined]],
    ];
    for (const [body, wanted] of cases) {
      expect(await refused("POST", "/api/alerts", body), JSON.stringify(body)).toEqual(wanted);
    }
    expect((await wick.fetch("/api/alerts")).status).toBe(401);
    const headers = { authorization: `Bearer ${await wick.key("ingest")}` };
    expect((await wick.fetch("/api/alerts", { headers })).status).toBe(403);
    expect(await refused("GET", "/api/alerts?cursor=xx")).toEqual([400, "invalid_input", "cursor"]);
  });

  it("[ALERT-53] an Idempotency-Key makes one alert of two requests", async () => {
    const headers = { "idempotency-key": "alert-1" };
    const body = price("ALFUSDT", "above", 1_000);
    const first = await ask(PlacedAlertSchema, "POST", "/api/alerts", body, headers);
    expect(await ask(PlacedAlertSchema, "POST", "/api/alerts", body, headers)).toEqual(first);
    await wick.send("DELETE", `/api/alerts/${first.id}`, undefined);
  });

  it("[ALERT-22] a call to the hub that was lost is made up for by versions", async () => {
    const made = await make(price("ALGUSDT", "above", 10));
    await trade("ALGUSDT", "9.00");
    // As if the hub had not been told: the rule is deleted in D1 alone.
    await env.DB.prepare("UPDATE alert_rule SET status = 'deleted', version = version + 1 WHERE id = ?")
      .bind(made.id)
      .run();
    await env.SYMBOL_HUB.getByName("ALGUSDT")
      .restart()
      .catch(() => {});
    await vi.waitFor(async () => {
      const version = await runInDurableObject(env.SYMBOL_HUB.getByName("ALGUSDT"), (_, { storage }) =>
        storage.sql.exec("SELECT value FROM alert_mark WHERE key = 'version'").toArray(),
      );
      expect(version).toEqual([{ value: 2 }]);
    }, WAIT);
    await trade("ALGUSDT", "11.00");
    expect(await eventsOf(made.id)).toEqual([]);
  });
});

describe("the pair view", () => {
  it("[ALERT-54] the same alerts by other names; the z-score fires in the pair's hub with nobody listening", async () => {
    const base = "/api/analytics/alerts";
    const create = (alert_type: string, threshold: number) =>
      ask(PairAlertSchema, "POST", `${base}/create/`, {
        ...{ alert_type, symbol_pair: "ALEUSDT_ALFUSDT", condition: { threshold } },
      });
    const high = await create("zscore_high", 2);
    const low = await create("zscore_low", -2);
    expect(high).toMatchObject({
      symbol_pair: "ALEUSDT_ALFUSDT",
      status: "active",
      condition: { timeframe: "1m" },
    });
    expect(low.condition.threshold).toBe(-2);
    const list = await ask(PairAlertListSchema, "GET", `${base}/?status=active&symbol_pair=ALEUSDT_ALFUSDT`);
    expect(new Set(list.alerts.map(({ id }) => id))).toEqual(new Set([high.id, low.id]));
    // A pair that stays together, then one symbol jumps up, comes back, and falls.
    let minute = Math.ceil(now / MINUTE) * MINUTE;
    const together = async (count: number, jump: number) => {
      for (const [symbol, factor] of [
        ["ALEUSDT", jump],
        ["ALFUSDT", 1],
      ] as const) {
        const ticks = Array.from({ length: count }, (_, i) => {
          const level = 100 + Math.sin((minute / MINUTE + i) * 0.7) + ((i * 37) % 11) / 20;
          ids += 1;
          const own = symbol === "ALEUSDT" ? ((i * 53) % 17) / 40 : 0;
          const price = ((level + own) * factor).toFixed(2);
          return { timestamp: minute + i * MINUTE + 1_000, price, size: "1", id: `z${ids}` };
        });
        await env.SYMBOL_HUB.getByName(symbol).ingest(ticks);
      }
      minute += count * MINUTE;
      now = minute;
    };
    await together(130, 1);
    const through = async () => {
      const status = await env.PAIR_HUB.getByName("ALEUSDT-ALFUSDT").getStatus();
      return status.timeframes[0]?.through ?? 0;
    };
    await vi.waitFor(async () => expect(await through()).toBeGreaterThan(minute - 4 * MINUTE), WAIT);
    // The first value that the rules see: it does not fire.
    await together(2, 1);
    await vi.waitFor(async () => expect(await through()).toBeGreaterThan(minute - 4 * MINUTE), WAIT);
    await together(3, 1.2);
    await vi.waitFor(async () => expect(await eventsOf(high.id)).toHaveLength(1), WAIT);
    await together(3, 1);
    await env.PAIR_HUB.getByName("ALEUSDT-ALFUSDT")
      .restart()
      .catch(() => {});
    // Its alarm, or the minute's cron, brings it back.
    await wick.runCron();
    await together(3, 0.8);
    await vi.waitFor(async () => expect(await eventsOf(low.id)).toHaveLength(1), WAIT);
    expect(await eventsOf(high.id)).toHaveLength(1);
    const [event] = await eventsOf(high.id);
    expect(event?.text).toMatch(/^The z-score of ALEUSDT-ALFUSDT 1m went above 2: /);
    for (const { id } of [high, low]) await wick.send("DELETE", `${base}/${id}/delete/`, undefined);
    expect((await ask(PairAlertListSchema, "GET", base)).alerts).toEqual([]);
    await runDurableObjectAlarm(env.PAIR_HUB.getByName("ALEUSDT-ALFUSDT"));
  });
});

describe("the channel alerts", () => {
  it("[ALERT-40] is for a connection that an admin key opened; others are refused, and go on", async () => {
    const open = await openSocket({});
    await open.subscribe("alerts", "status:ALEUSDT");
    await vi.waitFor(() => expect(open.frames.some((one) => one.startsWith('{"op":"ack"'))).toBe(true), WAIT);
    expect(open.frames[0]).toContain('"code":"unauthorized"');
    expect(open.announced()).toEqual([]);
    open.close();
    // Nobody can say himself who he is.
    const spoofed = await openSocket({ "X-Wick-Owner": "admin" });
    await spoofed.subscribe("alerts");
    expect(spoofed.frames[0]).toContain('"code":"unauthorized"');
    spoofed.close();
    const other = await openSocket({ "X-API-Key": await wick.key("ingest") });
    await other.subscribe("alerts");
    expect(other.frames[0]).toContain('"code":"unauthorized"');
    other.close();
    const wrong = { headers: { Upgrade: "websocket", authorization: "Bearer wick_no" } };
    expect((await wick.fetch("/api/stream/ws", wrong)).status).toBe(401);
    expect((await wick.fetch("/api/stream/sse?channels=alerts")).status).toBe(401);
    expect((await wick.fetch("/api/stream/snapshot?channels=alerts")).status).toBe(401);
    const headers = { "X-API-Key": await wick.key("admin") };
    const sse = await wick.fetch("/api/stream/sse?channels=alerts", { headers });
    expect(sse.status).toBe(200);
    await sse.body?.cancel();
  });

  it("[ALERT-41] each firing once, in order, through evictions of hub, log and relay", async () => {
    const client = await openSocket({ authorization: `Bearer ${await wick.key("admin")}` });
    await client.subscribe("alerts");
    await vi.waitFor(
      () => expect(client.frames.some((one) => one.startsWith('{"ch":"alerts"'))).toBe(true),
      WAIT,
    );
    const { id } = await make(price("ALGUSDT", "crosses", 500, { repeat: true }));
    const wanted = () => client.announced().filter((one) => one.startsWith(id));
    await trade("ALGUSDT", "499.00", "501.00");
    await vi.waitFor(() => expect(wanted()).toHaveLength(1), WAIT);

    await env.SYMBOL_HUB.getByName("ALGUSDT")
      .restart()
      .catch(() => {});
    await trade("ALGUSDT", "502.00", "499.00");
    await vi.waitFor(() => expect(wanted()).toHaveLength(2), WAIT);

    await env.ALERT_LOG.getByName("admin")
      .restart()
      .catch(() => {});
    await trade("ALGUSDT", "503.00");
    await vi.waitFor(() => expect(wanted()).toHaveLength(3), WAIT);

    for (let i = 0; i < 4; i++) {
      const relay = env.STREAM_RELAY.getByName(`relay-${i}`);
      const clients = await runInDurableObject(relay, async (object) => {
        if (!(object instanceof StreamRelay)) throw new Error("not a relay");
        return (await object.getStats()).sockets;
      });
      if (clients === 0) continue;
      await runInDurableObject(relay, (object) =>
        object instanceof StreamRelay ? object.letGo() : undefined,
      );
      await evictDurableObject(relay, { webSockets: "hibernate" });
      await runInDurableObject(relay, () => {});
    }
    await trade("ALGUSDT", "498.00", "505.00");
    await vi.waitFor(() => expect(wanted()).toHaveLength(5), WAIT);
    expect(new Set(wanted()).size).toBe(5);
    const stored = (await eventsOf(id)).map((event) => event.id).reverse();
    expect(wanted()).toEqual(stored);
    client.close();
  });

  it("[ALERT-42] a firing that comes again is known, and gets no second number", async () => {
    const log = env.ALERT_LOG.getByName("another");
    const firing: Firing = {
      ...({
        id: "r:1:t1",
        alert: "r",
        owner: "another",
        place: "ALEUSDT",
        type: "price",
        kind: "fired",
      } as const),
      ...{ generation: 1, at: 5, count: 1, ended: false, value: "1", text: "" },
    };
    expect(await log.append([firing])).toBe(1);
    expect(await log.append([firing, { ...firing, id: "r:1:t2" }])).toBe(1);
    const [answer] = await log.catchUp([{ channel: "alerts" }]);
    expect(answer !== undefined && "head" in answer && answer.events).toHaveLength(1);
    if (answer === undefined || !("head" in answer)) return;
    const [after] = await log.catchUp([{ channel: "alerts", since: answer.head - 2 }]);
    expect(after !== undefined && "events" in after ? after.events.length : 0).toBe(2);
  });
});
