import { expect, test } from "vitest";
import type { PlacedRule, RuleChanges } from "../../contract/alerts.ts";
import type { Firing } from "../../market/alerts/firing.ts";
import type { AlertRule } from "../../market/alerts/rule.ts";
import type { PairValue } from "../../market/pairs/pair-value.ts";
import { NodeSql } from "../../tests/support/node-sql.ts";
import { PairAlerts } from "./pair-alerts.ts";

const MINUTE = 60_000;
const PAIR = "AAAUSDT-BBBUSDT";

const RULE: AlertRule = {
  ...{ id: "high", owner: "admin", place: PAIR, generation: 1, repeat: true, cooldownMs: 0 },
  ...{ expiresAt: null, immediate: false },
  condition: { type: "zscore_high", timeframe: "1m", threshold: 2, hysteresis: 0.5 },
};

const finalValue = (index: number, zScore: number | null) =>
  ({ openTime: index * MINUTE, closeTime: (index + 1) * MINUTE - 1, zScore }) as PairValue;

/** A pair's alerts on a disk that outlives them, and what arrived at the log and in D1. */
class World {
  readonly sql = new NodeSql();
  readonly arrived = { log: [] as Firing[], d1: [] as Firing[] };
  rules: PlacedRule[] = [{ rule: RULE, active: true, version: 1 }];
  failing = false;
  now = 0;
  alerts = this.#born();

  restart(): void {
    this.alerts = this.#born();
  }

  /** A value as `Pair` stores it. @param crash the object is gone before its transaction has ended. */
  value(value: PairValue, { isNew = true, crash = false } = {}): void {
    const store = () => {
      this.alerts.onFinal("1m", value, isNew);
      this.alerts.settle();
      if (crash) throw new Error("gone");
    };
    try {
      this.sql.transaction(store);
      this.alerts.stored();
    } catch {
      this.restart();
    }
  }

  async keep(): Promise<void> {
    this.now += 300_000;
    await this.alerts.keep();
  }

  #born(): PairAlerts {
    const take = (target: "log" | "d1") => async (firings: readonly Firing[]) => {
      if (this.failing) throw new Error("away");
      this.arrived[target].push(...firings);
    };
    return new PairAlerts({
      ...{ place: PAIR, sql: this.sql, now: () => this.now, random: () => 0.5, onError: () => {} },
      read: async (_place, since): Promise<RuleChanges> => {
        const newest = this.rules.at(-1)?.version ?? 0;
        return {
          version: newest,
          rules: this.rules.filter(({ version }) => since > newest || version > since),
        };
      },
      send: { log: take("log"), d1: take("d1") },
    });
  }
}

/** Each once, as the log and D1 take them. */
const ids = (firings: readonly Firing[]) => [...new Set(firings.map(({ id }) => id))];

test("[ALERT-20] [ALERT-35] a value makes a rule fire once, through crashes and restarts; a correction none", async () => {
  const world = new World();
  await world.alerts.sync();
  expect(world.alerts.timeframes()).toEqual(["1m"]);
  world.value(finalValue(0, 0));
  world.value(finalValue(1, 2.5), { crash: true });
  expect(world.sql.all("SELECT * FROM alert_firing")).toEqual([]);
  world.value(finalValue(1, 2.5));
  world.restart();
  world.value(finalValue(1, 0), { isNew: false });
  world.value(finalValue(2, 2.4));
  world.value(finalValue(3, null));
  world.restart();
  world.value(finalValue(4, 1.5));
  world.value(finalValue(5, 3), { crash: true });
  world.value(finalValue(5, 3));
  await world.keep();
  const wanted = [1, 5].map((index) => `high:1:z1m.${index * MINUTE}`);
  expect([ids(world.arrived.log), ids(world.arrived.d1)]).toEqual([wanted, wanted]);
});

test("[ALERT-21] what could not be sent goes out later, in order; until then the object has work to do", async () => {
  const world = new World();
  await world.alerts.sync();
  world.failing = true;
  world.value(finalValue(0, 0));
  for (const index of [1, 3, 5]) {
    world.value(finalValue(index, 3));
    world.value(finalValue(index + 1, 0));
  }
  await world.keep();
  world.rules = [{ rule: RULE, active: false, version: 2 }];
  await world.alerts.sync();
  expect(world.alerts.timeframes()).toEqual([]);
  expect(world.alerts.isBusy).toBe(true);
  world.failing = false;
  world.restart();
  await world.keep();
  expect(ids(world.arrived.d1)).toEqual([1, 3, 5].map((index) => `high:1:z1m.${index * MINUTE}`));
  expect(ids(world.arrived.log)).toEqual(ids(world.arrived.d1));
  expect(world.alerts.isBusy).toBe(false);
});

test("[ALERT-22] rules that D1 does not have any more, put back to an earlier time, are gone", async () => {
  const world = new World();
  const other: AlertRule = {
    ...{ ...RULE, id: "other" },
    condition: { type: "zscore_low", timeframe: "5m", threshold: 2, hysteresis: 0 },
  };
  world.rules.push({ rule: other, active: true, version: 7 });
  await world.alerts.sync();
  expect(new Set(world.alerts.timeframes())).toEqual(new Set(["1m", "5m"]));
  world.rules = [{ rule: RULE, active: true, version: 3 }];
  await world.alerts.sync();
  expect(world.alerts.timeframes()).toEqual(["1m"]);
  expect(world.alerts.version).toBe(3);
});
