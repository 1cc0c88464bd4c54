import { expect, it } from "vitest";
import type { SymbolId } from "../../contract/symbol.ts";
import type { Firing } from "../../market/alerts/firing.ts";
import type { AlertRule } from "../../market/alerts/rule.ts";
import { parseDecimal } from "../../market/bars/decimal.ts";
import { NodeSql } from "../../tests/support/node-sql.ts";
import { Hub } from "./hub.ts";

const MINUTE = 60_000;
const START = Date.UTC(2024, 1, 29);
const SYMBOL = "PUSHUSDT" as SymbolId;

/** A hub of a pushed symbol that watches for one rule, and what that has brought. */
async function openWorld(about: Pick<AlertRule, "condition"> & Partial<AlertRule>) {
  const rule: AlertRule = {
    ...{ id: "a", owner: "admin", place: SYMBOL, generation: 1, repeat: true, cooldownMs: 0 },
    ...{ expiresAt: null, immediate: false },
    ...about,
  };
  const fired: Firing[] = [];
  const hub = new Hub({
    sql: new NodeSql(),
    now: () => START + 30 * 24 * 60 * MINUTE,
    later: () => {},
    openFeed: () => {
      throw new Error("a pushed symbol has no feed");
    },
    source: "replay",
    sendOutbox: async () => {},
    sendSignals: async () => {},
    alerts: {
      read: async () => ({ version: 1, rules: [{ rule, active: true, version: 1 }] }),
      send: { log: async (firings) => void fired.push(...firings), d1: async () => {} },
    },
    onError: (what, error) => {
      throw new Error(what, { cause: error });
    },
  });
  hub.configure(SYMBOL, { feed: "push", tickSize: "0.01", stepSize: "0.01", latenessMs: 0 });
  await hub.syncAlerts();
  const tick = async (minute: number, price: string) =>
    await hub.ingest([{ timestamp: START + minute * MINUTE, price, size: "1" }]);
  const told = async () => {
    await hub.housekeeping();
    return fired.map(({ kind, value, at }) => [kind, value, at - START]);
  };
  return { tick, told };
}

it("[ALERT-36] a tick that comes behind its final minute is no last price: it makes no alert fire", async () => {
  const { tick, told } = await openWorld({
    condition: {
      ...{ type: "price", operator: "above" },
      ...{ threshold: parseDecimal("150", 8), hysteresis: parseDecimal("0", 8) },
    },
  });
  for (let minute = 0; minute < 5; minute++) await tick(minute, "100");
  expect((await tick(1.5, "200")).revised).toBe(1);
  expect(await told()).toEqual([]);
  await tick(5, "200");
  expect(await told()).toEqual([["fired", "200", 5 * MINUTE]]);
});

it("[ALERT-17] a bar whose window ended in silence before the rule's time was over makes it fire yet", async () => {
  const { tick, told } = await openWorld({
    ...{ immediate: true, expiresAt: START + 10.5 * MINUTE },
    condition: {
      ...{ type: "change", timeframe: "5m", bars: 1 },
      ...{ operator: "above", threshold: 5, hysteresis: 0 },
    },
  });
  for (let minute = 0; minute < 7; minute++) await tick(minute, minute < 5 ? "100" : "110");
  await tick(30, "110");
  expect(await told()).toEqual([]);
  await tick(33, "110");
  expect(await told()).toEqual([
    ["fired", "10", 10 * MINUTE - 1],
    ["expired", null, 10.5 * MINUTE],
  ]);
});
