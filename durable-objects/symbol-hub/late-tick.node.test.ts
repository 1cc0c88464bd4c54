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

it("a tick that comes behind its final minute is no last price: it makes no alert fire", async () => {
  const rule: AlertRule = {
    ...{ id: "a", owner: "admin", place: SYMBOL, generation: 1, repeat: true, cooldownMs: 0 },
    ...{ expiresAt: null, immediate: false },
    condition: {
      ...{ type: "price", operator: "above" },
      ...{ threshold: parseDecimal("150", 8), hysteresis: parseDecimal("0", 8) },
    },
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
  for (let minute = 0; minute < 5; minute++) await tick(minute, "100");
  expect((await tick(1.5, "200")).revised).toBe(1);
  await hub.housekeeping();
  expect(fired).toEqual([]);
  await tick(5, "200");
  await hub.housekeeping();
  expect(fired.map(({ kind, value, at }) => [kind, value, at])).toEqual([
    ["fired", "200", START + 5 * MINUTE],
  ]);
});
