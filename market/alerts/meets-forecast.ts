import type { Forecast, HorizonForecast } from "../forecast/forecast.ts";
import type { ForecastCondition } from "./condition.ts";
import type { Cause } from "./firing.ts";
import { stepLevel } from "./level.ts";
import type { AlertRule, RuleState } from "./rule.ts";
import { forecastSentence } from "./sentence.ts";

/**
 * What of a served forecast makes a rule fire; null where nothing does. Changes the level's state. Forecasts come in
 * the order of their bars.
 */
export function meetsForecast(rule: AlertRule, state: RuleState, forecast: Forecast): Cause | null {
  const { condition, immediate, place } = rule;
  if (condition.type !== "forecast") return null;
  const value = forecastValue(condition, forecast);
  if (value === null) return null;
  const { operator, threshold, hysteresis } = condition;
  const level = { operator, threshold, low: threshold - hysteresis, high: threshold + hysteresis };
  if (!stepLevel(level, state.level, value, immediate)) return null;
  return {
    id: `f${forecast.timeframe}.${forecast.openTime}`,
    at: forecast.issuedAt,
    value: String(value),
    text: forecastSentence(place, condition, forecast.servedBy, value),
  };
}

/** The number that a condition compares; null where whoever answered does not say it: then nothing is decided. */
function forecastValue({ measure, horizon }: ForecastCondition, forecast: Forecast): number | null {
  const at = forecast.horizons.find((one) => one.horizon === horizon);
  switch (measure) {
    case "probabilityDown":
      return forecast.probabilities?.[0] ?? null;
    case "probabilityNeutral":
      return forecast.probabilities?.[1] ?? null;
    case "probabilityUp":
      return forecast.probabilities?.[2] ?? null;
    default:
      return at === undefined ? null : priceOf(measure, at);
  }
}

function priceOf(
  measure: Exclude<ForecastCondition["measure"], `probability${string}`>,
  { prices, interval80, interval95 }: HorizonForecast,
): number | null {
  switch (measure) {
    case "median":
      return prices?.[2] ?? null;
    case "low80":
      return interval80?.low ?? null;
    case "high80":
      return interval80?.high ?? null;
    case "low95":
      return interval95?.low ?? null;
    case "high95":
      return interval95?.high ?? null;
    default:
      return measure satisfies never;
  }
}
