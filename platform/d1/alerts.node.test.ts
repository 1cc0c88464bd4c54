import { beforeEach, expect, test } from "vitest";
import { ALERT_LIMITS } from "../../contract/alerts.ts";
import type { Condition } from "../../market/alerts/condition.ts";
import type { Firing } from "../../market/alerts/firing.ts";
import type { AlertRule } from "../../market/alerts/rule.ts";
import { parseDecimal } from "../../market/bars/decimal.ts";
import { type NodeD1, openNodeD1 } from "../../tests/support/node-d1.ts";
import { readFirings, storeFirings } from "./alert-events.ts";
import { changeAlert, createAlert, findAlert, listAlerts, readRuleChanges, watchedPairs } from "./alerts.ts";

const PRICE: Condition = {
  ...{ type: "price", operator: "above" },
  ...{ threshold: parseDecimal("12345678901.12345678"), hysteresis: parseDecimal("0") },
};
const Z: Condition = { type: "zscore_high", timeframe: "1m", threshold: 2, hysteresis: 0 };

const ruleOf = (id: string, more: Partial<AlertRule> = {}): AlertRule => ({
  ...{ id, owner: "admin", place: "AAAUSDT", generation: 1, condition: PRICE, repeat: true },
  ...{ cooldownMs: 5, expiresAt: null, immediate: false, ...more },
});

const firingOf = (alert: string, trade: number, more: Partial<Firing> = {}): Firing => ({
  ...{ id: `${alert}:1:t${trade}`, alert, owner: "admin", place: "AAAUSDT", type: "price", kind: "fired" },
  ...{ generation: 1, at: trade, count: 1, ended: false, value: "1", text: "", ...more },
});

let d1: NodeD1;
beforeEach(() => {
  d1 = openNodeD1();
});

test("[ALERT-22] each change has the next version of its place, which no deletion takes back", async () => {
  const { db } = d1;
  expect(await readRuleChanges(db, "AAAUSDT", 0)).toEqual({ version: 0, rules: [] });
  const [a, b] = [ruleOf("a"), ruleOf("b")];
  await createAlert(db, a, "", 1);
  await createAlert(db, b, "", 2);
  await createAlert(db, ruleOf("other", { place: "BBBUSDT" }), "", 3);
  expect(await readRuleChanges(db, "AAAUSDT", 0)).toEqual({
    version: 2,
    rules: [
      { rule: a, active: true, version: 1 },
      { rule: b, active: true, version: 2 },
    ],
  });
  expect(await changeAlert(db, b, "deleted")).toBe(true);
  expect(await changeAlert(db, b, "deleted")).toBe(false);
  const changes = await readRuleChanges(db, "AAAUSDT", 2);
  expect(changes).toEqual({ version: 3, rules: [{ rule: b, active: false, version: 3 }] });
  expect((await readRuleChanges(db, "AAAUSDT", 3)).rules).toEqual([]);
  // A hub that is ahead of a database that was put back to an earlier time is told everything.
  expect((await readRuleChanges(db, "AAAUSDT", 9)).rules).toHaveLength(2);
  await changeAlert(db, a, "paused");
  await changeAlert(db, a, "active");
  const [again] = (await readRuleChanges(db, "AAAUSDT", 4)).rules;
  expect(again).toEqual({ rule: { ...a, generation: 2 }, active: true, version: 5 });
  expect(await findAlert(db, "admin", "b")).toBeUndefined();
  expect((await listAlerts(db, { owner: "admin", limit: 9 })).map(({ rule }) => rule.id)).toEqual([
    "other",
    "a",
  ]);
  expect(await listAlerts(db, { owner: "somebody", limit: 9 })).toEqual([]);
});

test("[ALERT-23] a firing is stored once, counted once, and ends its rule once", async () => {
  const { db } = d1;
  await createAlert(db, ruleOf("a"), "", 1);
  await createAlert(db, ruleOf("b", { repeat: false }), "", 1);
  await storeFirings(db, [firingOf("a", 10), firingOf("a", 20), firingOf("b", 15, { ended: true })]);
  const written = d1.written();
  await storeFirings(db, [firingOf("a", 10), firingOf("a", 20), firingOf("b", 15, { ended: true })]);
  expect(d1.written()).toEqual(written);
  await storeFirings(db, [firingOf("a", 20), firingOf("a", 30)]);
  expect(await findAlert(db, "admin", "a")).toMatchObject({ firedCount: 3, firedAt: 30, status: "active" });
  expect(await findAlert(db, "admin", "b")).toMatchObject({ firedCount: 1, firedAt: 15, status: "fired" });
  const read = await readFirings(db, { owner: "admin", alert: "a", limit: 2 });
  expect(read).toEqual([firingOf("a", 30), firingOf("a", 20)]);
  const after = { at: 20, id: "a:1:t20" };
  expect(await readFirings(db, { owner: "admin", alert: "a", after, limit: 2 })).toEqual([firingOf("a", 10)]);
  // Its hub learns that D1 knows, and forgets it.
  const { rules } = await readRuleChanges(db, "AAAUSDT", 2);
  expect(rules.map(({ rule, active }) => [rule.id, active])).toEqual([["b", false]]);
});

test("[ALERT-23] what a generation of before has brought ends nothing that has begun anew", async () => {
  const { db } = d1;
  await createAlert(db, ruleOf("a", { repeat: false }), "", 1);
  await changeAlert(db, ruleOf("a"), "paused");
  await changeAlert(db, ruleOf("a"), "active");
  await storeFirings(db, [firingOf("a", 10, { ended: true })]);
  expect(await findAlert(db, "admin", "a")).toMatchObject({ firedCount: 1, status: "active" });
  const expired = firingOf("a", 20, { kind: "expired", generation: 2, ended: true, id: "a:2:expired" });
  await storeFirings(db, [expired]);
  expect(await findAlert(db, "admin", "a")).toMatchObject({ firedCount: 1, firedAt: 10, status: "expired" });
});

test("[ALERT-55] rules are limited: of a place, and the pairs that they watch", async () => {
  const { db, sqlite } = d1;
  for (let i = 0; i < ALERT_LIMITS.pairs; i++) {
    const place = `P${i}USDT-AAAUSDT`;
    expect(await createAlert(db, ruleOf(`p${i}`, { place, condition: Z }), "", 1)).toBe(true);
  }
  const more = ruleOf("more", { place: "MOREUSDT-AAAUSDT", condition: Z });
  expect(await createAlert(db, more, "", 1)).toBe(false);
  expect(await createAlert(db, { ...more, id: "known", place: "P0USDT-AAAUSDT" }, "", 1)).toBe(true);
  expect(await watchedPairs(db)).toHaveLength(ALERT_LIMITS.pairs);
  const plan = sqlite
    .prepare(
      "EXPLAIN QUERY PLAN SELECT DISTINCT place FROM alert_rule WHERE status = 'active' AND type LIKE 'zscore%'",
    )
    .all();
  expect(JSON.stringify(plan)).toContain("alert_rule_pair");
  await createAlert(db, ruleOf("0"), "", 1);
  sqlite.exec(
    `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${ALERT_LIMITS.watched - 1})
     INSERT INTO alert_rule SELECT i, owner, place, type, condition, repeat, cooldown_ms, expires_at, immediate, note,
       status, generation, version + i, created_at, fired_count, fired_at FROM alert_rule, n WHERE id = '0'`,
  );
  expect(await createAlert(db, ruleOf("full"), "", 1)).toBe(false);
  await changeAlert(db, ruleOf("7"), "paused");
  expect(await createAlert(db, ruleOf("free"), "", 1)).toBe(true);
  expect(await changeAlert(db, ruleOf("7"), "active")).toBe(false);
});
