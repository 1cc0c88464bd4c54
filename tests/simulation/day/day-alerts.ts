import { OwnedAlerts } from "../../../durable-objects/alert-log/owned-alerts.ts";
import type { SubscriberPort } from "../../../durable-objects/shared/fan-out-subscriber.ts";
import type { AlertPorts } from "../../../durable-objects/symbol-hub/hub-alerts.ts";
import type { Condition } from "../../../market/alerts/condition.ts";
import type { AlertRule } from "../../../market/alerts/rule.ts";
import { fromScaled } from "../../../market/bars/decimal.ts";
import { storeFirings } from "../../../platform/d1/alert-events.ts";
import { createAlert, readRuleChanges } from "../../../platform/d1/alerts.ts";
import { NodeSql } from "../../support/node-sql.ts";
import { SYMBOL, type World } from "../hub/world.ts";
import type { DayPlan } from "./day-plan.ts";

const HOUR = 3_600_000;
export const SIGNAL_RULE = "signals of 5m";
export const ENDING_RULE = "once below the price";
export const EXPIRING_RULE = "a price that never comes";

/** The alerts of a symbol's day: rules in D1, the owner's log, and what goes between them and the hub. */
export class DayAlerts implements AlertPorts {
  readonly log: OwnedAlerts<SubscriberPort>;
  readonly logSql = new NodeSql();
  /** Calls that the owner's log was asked. */
  calls = 0;
  readonly #db: D1Database;
  readonly #fails: () => boolean;

  /** @param fails whether the answer of the next call of the log is lost. */
  constructor(db: D1Database, { start }: DayPlan, fails: () => boolean) {
    this.#db = db;
    this.#fails = fails;
    this.log = new OwnedAlerts<SubscriberPort>({ sql: this.logSql, now: () => start, later: () => {} });
  }

  readonly read: AlertPorts["read"] = (place, since) => readRuleChanges(this.#db, place, since);

  readonly send: AlertPorts["send"] = {
    d1: (firings) => storeFirings(this.#db, firings),
    log: async (firings) => {
      await Promise.resolve();
      this.calls += 1;
      this.log.append(structuredClone(firings));
      if (this.#fails()) throw new Error("the answer was lost");
    },
  };

  /** Stores the rules of somebody who watches the symbol closely: ten of them, of every kind. */
  async storeRules({ market }: World, { start }: DayPlan): Promise<void> {
    const price = market.fills[market.fills.length >> 1]?.price ?? 1n;
    for (const rule of rulesOf(price, start)) {
      const stored = await createAlert(this.#db, rule, "", start);
      if (!stored) throw new Error(`the rule ${rule.id} was not stored`);
    }
  }
}

/** @param price where the market will be at times, in units of 1e-8. */
function rulesOf(price: bigint, start: number): AlertRule[] {
  const rule = (id: string, condition: Condition, more: Partial<AlertRule> = {}): AlertRule => ({
    ...{ id, owner: "admin", place: SYMBOL, generation: 1, condition, repeat: true },
    ...{ cooldownMs: HOUR, expiresAt: null, immediate: false, ...more },
  });
  const level = (operator: "above" | "below" | "crosses", units: bigint): Condition => ({
    ...{ type: "price", operator, threshold: fromScaled(units, 8), hysteresis: fromScaled(units / 500n, 8) },
  });
  const rsi = (operator: "above" | "below", threshold: number): Condition => ({
    ...{ type: "indicator", timeframe: "5m", indicator: "rsi", output: null },
    ...{ operator, threshold, hysteresis: 2 },
  });
  return [
    rule("a price that is crossed", level("crosses", price)),
    rule(ENDING_RULE, level("below", price), { repeat: false, immediate: true }),
    rule(EXPIRING_RULE, level("above", price * 100n), { expiresAt: start + 6 * HOUR }),
    rule("rsi above 70", rsi("above", 70)),
    rule("rsi below 30", rsi("below", 30)),
    rule("macd", {
      ...{ type: "reading", timeframe: "15m", indicator: "macd", state: "crossed above signal" },
    }),
    rule("strong patterns", { type: "pattern", timeframe: "15m", pattern: null, minStrength: 60 }),
    rule("volume", { type: "volume", timeframe: "5m", threshold: 3, hysteresis: 1 }),
    rule("change", {
      ...{ type: "change", timeframe: "1h", bars: 1, operator: "above", threshold: 1, hysteresis: 0.5 },
    }),
    rule(
      SIGNAL_RULE,
      { type: "signal", timeframe: "5m", side: null, events: ["issued", "target", "closed"] },
      { cooldownMs: 0 },
    ),
  ];
}
