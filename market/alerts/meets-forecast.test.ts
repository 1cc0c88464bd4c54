import { describe, expect, it } from "vitest";
import type { Forecast } from "../forecast/forecast.ts";
import { conditionProblem } from "./check-condition.ts";
import type { ForecastCondition } from "./condition.ts";
import type { Firing } from "./firing.ts";
import type { AlertRule } from "./rule.ts";
import { RuleBook } from "./rule-book.ts";

const HOUR = 3_600_000;
const START = Date.UTC(2024, 1, 29);
const UP: ForecastCondition = {
  ...{ type: "forecast", timeframe: "1h", measure: "probabilityUp", horizon: 5 },
  ...{ operator: "above", threshold: 0.6, hysteresis: 0.05 },
};

function ruleOf(condition: ForecastCondition): AlertRule {
  return {
    ...{ id: "a", owner: "admin", place: "BTCUSDT", generation: 1, condition, repeat: true },
    ...{ cooldownMs: 0, expiresAt: null, immediate: false },
  };
}

/** What was forecast at a bar: a chance of a rise, and an interval of 80 % around a price. */
function forecastAt(bar: number, up: number | null, price = 100): Forecast {
  const openTime = START + bar * HOUR;
  const horizon = {
    ...{ horizon: 5, targetTime: openTime + 6 * HOUR, base: null, quantiles: null, variance: null },
    prices: [price - 4, price - 2, price, price + 2, price + 4],
    interval80: { low: price - 2, high: price + 2 },
    interval95: { low: price - 4, high: price + 4 },
    ...{ volatility: null, conformal: { n: 0, factor80: 1, factor95: 1 } },
  } as const;
  return {
    ...{ symbol: "BTCUSDT", timeframe: "1h", requested: "ml_ensemble", servedBy: "ml_ensemble" },
    ...{ fallbackReason: null, fallbackDetail: null, version: "r1", openTime, issuedAt: openTime + HOUR },
    ...{ close: 100, horizons: [horizon], call: null, absent: [], members: null },
    probabilities: up === null ? null : [0.9 - up, 0.1, up],
  };
}

function watch(condition: ForecastCondition) {
  const fired: Firing[] = [];
  const book = new RuleBook((firing) => fired.push(firing));
  book.put(ruleOf(condition));
  return { book, fired };
}

describe("alerts on forecasts", () => {
  it("[FC-137] [ALERT-10] [ALERT-12] fire when a chance goes beyond its threshold, not while it is", () => {
    const { book, fired } = watch(UP);
    for (const [bar, up] of [0.5, 0.65, 0.7, 0.58, 0.62, 0.54, 0.61].entries())
      book.onForecast(forecastAt(bar, up));
    expect(fired.map(({ id, at, value }) => [id, at, value])).toEqual([
      [`a:1:f1h.${START + HOUR}`, START + 2 * HOUR, "0.65"],
      [`a:1:f1h.${START + 6 * HOUR}`, START + 7 * HOUR, "0.61"],
    ]);
    expect(fired[0]?.text).toBe(
      "Forecast of BTCUSDT by ml_ensemble: the chance of a rise over 5 bars of 1h went above 0.6: 0.65.",
    );
  });

  it("[FC-137] of ends of intervals and the median compare prices", () => {
    const found = (measure: ForecastCondition["measure"], threshold: number) => {
      const { book, fired } = watch({ ...UP, measure, threshold, operator: "below", hysteresis: 0 });
      for (const [bar, price] of [100, 95, 90].entries()) book.onForecast(forecastAt(bar, 0.5, price));
      return fired.map(({ value }) => value);
    };
    expect(found("low80", 94)).toEqual(["93"]);
    expect(found("high80", 94)).toEqual(["92"]);
    expect(found("low95", 94)).toEqual(["91"]);
    expect(found("high95", 95)).toEqual(["94"]);
    expect(found("median", 93)).toEqual(["90"]);
    expect(found("probabilityDown", 0.3)).toEqual([]);
  });

  it("[FC-137] [ALERT-30] decide nothing where whoever answered does not say it, or of another timeframe", () => {
    const { book, fired } = watch(UP);
    book.onForecast(forecastAt(0, 0.5));
    book.onForecast(forecastAt(1, null));
    book.onForecast({ ...forecastAt(2, 0.9), timeframe: "1d" });
    expect(fired).toEqual([]);
    book.onForecast(forecastAt(3, 0.9));
    expect(fired).toHaveLength(1);
    const far = watch({ ...UP, measure: "median", horizon: 24 });
    far.book.onForecast(forecastAt(0, 0.5));
    far.book.onForecast(forecastAt(1, 0.5, 200));
    expect(far.fired).toEqual([]);
  });

  it("[ALERT-52] what no forecast says is named", () => {
    expect(conditionProblem(UP)).toBeNull();
    expect(conditionProblem({ ...UP, horizon: 24 })?.path).toBe("condition.horizon");
    expect(conditionProblem({ ...UP, threshold: 60 })?.path).toBe("condition.threshold");
    expect(conditionProblem({ ...UP, measure: "low95", horizon: 24, threshold: 60_000 })).toBeNull();
    expect(conditionProblem({ ...UP, measure: "low95", horizon: 24, timeframe: "1d" })?.path).toBe(
      "condition.horizon",
    );
  });
});
