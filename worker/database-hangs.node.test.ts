import { afterEach, expect, it, vi } from "vitest";
import type { Env } from "../platform/env.ts";
import { openMemoryBucket } from "../tests/support/memory-bucket.ts";
import { openNodeD1 } from "../tests/support/node-d1.ts";

/** Node has what the routes need of the platform, but not its types: the app is taken for what it is used as here. */
interface AnyApp {
  fetch(request: Request, env: unknown, context: unknown): Response | Promise<Response>;
}
interface Operation {
  readonly parameters?: readonly {
    readonly name: string;
    readonly in: string;
    readonly required?: boolean;
  }[];
}
const APP = "./app.ts";
const { app }: { readonly app: AnyApp } = await import(APP);

afterEach(() => void vi.useRealTimers());

const never = () => new Promise<never>(() => {});

/** A database that takes statements and, once it is told to, answers none of them. */
function hangable(db: D1Database) {
  const state = { hangs: false };
  const wrapped = <T extends object>(real: T): T =>
    new Proxy(real, {
      get: (target, name) => {
        const own: unknown = Reflect.get(target, name);
        if (typeof own !== "function") return own;
        if (name === "prepare" || name === "bind") {
          return (...values: unknown[]) => wrapped(Reflect.apply(own, target, values));
        }
        return (...values: unknown[]) => (state.hangs ? never() : Reflect.apply(own, target, values));
      },
    });
  return { db: wrapped(db), state };
}

/** Objects of which none answers. */
const silent = {
  getByName: () => new Proxy({}, { get: (_, name) => (name === "then" ? undefined : never) }),
};

it("[REST-24] every route ends while the database and all objects hang: with what is known, 503, or degraded", async () => {
  const { db, state } = hangable(openNodeD1().db);
  const env = {
    ...{ DB: db, COLD: openMemoryBucket().bucket, SYMBOLS: "BTCUSDT", ENVIRONMENT: "test" },
    ...{ SYMBOL_HUB: silent, STREAM_RELAY: silent, WEIGHT_LEDGER: silent, MARKET_DESK: silent },
  } as unknown as Env;
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "Date"] });
  const context = { waitUntil: () => {}, passThroughOnException: () => {}, props: {} };
  /** Its status, or undefined where it has none after a minute. */
  const ended = async (path: string, headers: Record<string, string> = {}) => {
    let status: number | undefined;
    Promise.resolve(app.fetch(new Request(`https://wick.test${path}`, { headers }), env, context)).then(
      (response) => {
        status = response.status;
      },
    );
    for (let second = 0; second < 60 && status === undefined; second += 1) {
      await vi.advanceTimersByTimeAsync(1_000);
      await new Promise<void>((resolve) => setImmediate(resolve));
    }
    return status;
  };
  expect(await ended("/api/symbols")).toBe(200);
  state.hangs = true;
  const key = { authorization: `Bearer wick_${"a".repeat(43)}` };
  const document = await Promise.resolve(
    app.fetch(new Request("https://wick.test/openapi.json"), env, context),
  );
  const { paths } = (await document.json()) as { paths: Record<string, Record<string, Operation>> };
  const places = Object.entries(paths).flatMap(([path, { get }]) => {
    if (get === undefined || path.startsWith("/api/stream/")) return [];
    const place = path
      .replace("{id}", "compaction")
      .replace("{name}", "hubs")
      .replace(/\{\w+\}/, "BTCUSDT");
    // Every parameter that has to be given is a symbol's name; two of one route are two symbols.
    const needed = (get.parameters ?? []).filter((one) => one.in === "query" && one.required === true);
    const query = needed.map(({ name }, i) => `${name}=${i === 0 ? "BTCUSDT" : "ETHUSDT"}`);
    return query.length === 0 ? place : `${place}?${query.join("&")}`;
  });
  expect(places.length).toBeGreaterThan(35);
  const endless: string[] = [];
  for (const path of places) {
    const status = await ended(path, key);
    if (status === undefined || ![200, 404, 503].includes(status)) endless.push(`${path}: ${status}`);
  }
  expect(endless).toEqual([]);
  expect(await ended("/api/db/status", key)).toBe(503);
  expect(await ended("/api/symbols")).toBe(200);
});
