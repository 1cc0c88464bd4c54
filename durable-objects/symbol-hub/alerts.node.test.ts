import { expect, it } from "vitest";
import type { ForecastEvent } from "../../contract/forecast-events.ts";
import type { ForecastCondition } from "../../market/alerts/condition.ts";
import type { AlertRule } from "../../market/alerts/rule.ts";
import { parseDecimal } from "../../market/bars/decimal.ts";
import type { Trade } from "../../market/bars/trade.ts";
import type { Forecast } from "../../market/forecast/forecast.ts";
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

it("[FC-137] [ALERT-21] a forecast that makes a rule fire is stored with the firing, and coming again fires nothing", () => {
  const sql = new NodeSql();
  const status = { state: "live", lagMs: null, source: "replay" } as const;
  const bear = () => new Core("ALEUSDT", openTables(sql), new FanOut(() => {}), START, status, true);
  const condition: ForecastCondition = {
    ...{ type: "forecast", timeframe: "1h", measure: "probabilityUp", horizon: 5 },
    ...{ operator: "above", threshold: 0.6, hysteresis: 0 },
  };
  const rule: AlertRule = { ...RULE, condition, immediate: true };
  const issued = (hour: number, up: number): ForecastEvent => {
    const openTime = START + hour * 3_600_000;
    const forecast: Forecast = {
      ...{ symbol: "ALEUSDT", timeframe: "1h", requested: "ml_ensemble", servedBy: "ml_ensemble" },
      ...{
        fallbackReason: null,
        fallbackDetail: null,
        version: "r1",
        openTime,
        issuedAt: openTime + 3_600_000,
      },
      ...{ close: 1, horizons: [], call: null, absent: [], members: null },
      probabilities: [0.9 - up, 0.1, up],
    };
    return { kind: "forecast", openTime, loggedAt: openTime, forecast, skill: null };
  };
  const core = bear();
  core.begin(-1);
  core.changeAlerts({ version: 1, rules: [{ rule, active: true, version: 1 }] });
  core.publishForecast("1h", [issued(0, 0.7)]);
  const firings = () =>
    sql.all<{ firing: string }>("SELECT firing FROM alert_firing").map(({ firing }) => JSON.parse(firing).id);
  expect(firings()).toEqual([`a:1:f1h.${START}`]);
  // Whoever told it did not hear that it was heard; and the object has been away.
  core.publishForecast("1h", [issued(0, 0.7)]);
  const next = bear();
  next.publishForecast("1h", [issued(0, 0.7), issued(1, 0.8)]);
  expect(firings()).toHaveLength(1);
  next.publishForecast("1h", [issued(2, 0.5), issued(3, 0.65)]);
  expect(firings()).toEqual([`a:1:f1h.${START}`, `a:1:f1h.${START + 3 * 3_600_000}`]);
  sql.close();
});
