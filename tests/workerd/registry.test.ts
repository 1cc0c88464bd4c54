import { env } from "cloudflare:workers";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { parseConfig } from "../../platform/env.ts";
import { Registry } from "../../worker/registry.ts";
import { addPushed, openWick } from "./wick.ts";

beforeEach(async () => {
  await env.DB.exec("DROP TABLE IF EXISTS symbols");
  await addPushed(await openWick(), "STEADYUSD");
});
afterEach(() => void vi.useRealTimers());

/** The test's D1, which counts its reads, and answers none while it hangs. */
function hangingDatabase() {
  const state = { hangs: false, reads: 0 };
  const never = () => new Promise<never>(() => {});
  const statement = (real: D1PreparedStatement): D1PreparedStatement =>
    new Proxy(real, {
      get(target, key) {
        if (key === "bind") return (...values: unknown[]) => statement(target.bind(...values));
        if (state.hangs) return never;
        const value: unknown = Reflect.get(target, key);
        return typeof value === "function" ? value.bind(target) : value;
      },
    });
  const db = new Proxy(env.DB, {
    get(target, key) {
      if (key !== "prepare") return Reflect.get(target, key);
      return (sql: string) => {
        if (/^select/i.test(sql)) state.reads += 1;
        return statement(target.prepare(sql));
      };
    },
  });
  return { db, state };
}

function openRegistry() {
  const { db, state } = hangingDatabase();
  const clock = { now: 1_700_000_000_000 };
  const config = parseConfig({ ...env, SYMBOLS: "" });
  const registry = new Registry({ db, config, now: () => clock.now, start: async () => {} });
  return { registry, state, clock };
}

const names = (rows: readonly { readonly symbol: string }[]) => rows.map((row) => row.symbol);

it("[REST-80] many who ask at once cost one read; after a change the table is read anew", async () => {
  const { registry, state } = openRegistry();
  const all = await Promise.all(Array.from({ length: 5 }, () => registry.active()));
  expect(all.map(names)).toEqual(Array.from({ length: 5 }, () => ["STEADYUSD"]));
  expect(state.reads).toBe(1);

  registry.forget();
  const before = registry.active();
  registry.forget();
  await Promise.all([before, registry.active(), registry.active()]);
  expect(state.reads).toBe(3);
});

it("[REST-80] a D1 that hangs holds nobody up: what was read last is served until it answers again", async () => {
  const { registry, state, clock } = openRegistry();
  await registry.active();
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  state.hangs = true;
  clock.now += 2_000;
  const held = Promise.all([registry.active(), registry.active()]);
  await vi.advanceTimersByTimeAsync(3_000);
  expect((await held).map(names)).toEqual([["STEADYUSD"], ["STEADYUSD"]]);
  expect(names(await registry.active())).toEqual(["STEADYUSD"]);
  expect(state.reads).toBe(2);

  vi.useRealTimers();
  state.hangs = false;
  await env.DB.exec("DELETE FROM symbols");
  clock.now += 2_000;
  expect(await registry.active()).toEqual([]);
});

it("[REST-80] one that hangs from the start is unavailable, to readers and to the heartbeat", async () => {
  const { registry, state } = openRegistry();
  state.hangs = true;
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  const refused = expect(registry.active()).rejects.toMatchObject({ code: "unavailable" });
  const unseeded = expect(registry.seed()).rejects.toThrow("did not answer");
  await vi.advanceTimersByTimeAsync(3_000);
  await Promise.all([refused, unseeded]);
});
