import { expect, it } from "vitest";
import type { AlertRule } from "../../market/alerts/rule.ts";
import { parseDecimal } from "../../market/bars/decimal.ts";
import type { Trade } from "../../market/bars/trade.ts";
import { NodeSql } from "../../tests/support/node-sql.ts";
import { FanOut } from "../shared/fan-out.ts";
import { Core } from "./core.ts";
import { openTables } from "./tables.ts";

const START = Date.UTC(2024, 1, 29);

const RULE: AlertRule = {
  ...{ id: "a", owner: "admin", place: "ALEUSDT", generation: 1, repeat: true, cooldownMs: 0 },
  ...{ expiresAt: null, immediate: false },
  condition: {
    ...{ type: "price", operator: "above" },
    ...{ threshold: parseDecimal("100"), hysteresis: parseDecimal("0") },
  },
};

function trade(id: number, price: string): Trade {
  const size = parseDecimal("1");
  const time = START + id * 1_000;
  return { id, price: parseDecimal(price), size, time, firstId: id, lastId: id, buyerIsMaker: false };
}

it("[ALERT-21] a trade that makes a rule fire is stored with the firing at once, and the firing goes out", () => {
  const sql = new NodeSql();
  const status = { state: "live", lagMs: null, source: "replay" } as const;
  let told = 0;
  const bear = () =>
    new Core("ALEUSDT", openTables(sql), new FanOut(() => {}), START, status, true, () => {
      told += 1;
    });
  const core = bear();
  core.begin(-1);
  core.changeAlerts({ version: 1, rules: [{ rule: RULE, active: true, version: 1 }] });
  core.trade(trade(0, "99"));
  core.trade(trade(1, "101"));
  const firings = () => sql.all<{ firing: string }>("SELECT firing FROM alert_firing");
  expect([told, firings().length]).toEqual([1, 1]);
  core.trade(trade(2, "102"));
  // The object is gone: what it had stored ends with the trade that made the rule fire.
  const next = bear();
  expect(next.sequence.lastId).toBe(1);
  next.trade(trade(2, "102"));
  expect([told, firings().length]).toEqual([1, 1]);
  next.trade(trade(3, "100"));
  next.trade(trade(4, "100.5"));
  expect([told, firings().length]).toEqual([2, 2]);
  sql.close();
});
