import type { z } from "zod";
import type { LoggedForecastSchema, OutcomeSchema } from "../../contract/rest/forecast-record.ts";
import type { Forecast } from "../../market/forecast/forecast.ts";
import { DIRECTION_HORIZON, horizonsOf } from "../../market/forecast/horizons.ts";
import { covers } from "../../market/forecast/metrics/losses.ts";
import type { ModelId } from "../../market/forecast/model-id.ts";
import type { Quantiles } from "../../market/forecast/outlook.ts";
import { unpackForecasts } from "../../market/forecast/packed-forecasts.ts";
import { directionOf } from "../../market/forecast/targets.ts";
import type { LoggedForecast, SettledHorizon } from "../../platform/d1/forecast-log.ts";
import { placeOf } from "./logged.ts";

type LoggedView = z.infer<typeof LoggedForecastSchema>;
type OutcomeView = z.infer<typeof OutcomeSchema>;

/** A logged forecast of one model and horizon, with what came of it; none where it cannot be read. */
export function historyView(row: LoggedForecast, model: ModelId, horizon: number): LoggedView[] {
  const forecast = unpackForecasts(placeOf(row), row.forecasts, null)?.[model];
  const at = horizonsOf(row.timeframe).indexOf(horizon);
  const one = forecast?.horizons[at];
  if (forecast === undefined || one === undefined) return [];
  const { quantiles, prices } = one;
  const chances = horizon === DIRECTION_HORIZON ? forecast.probabilities : null;
  return [
    {
      ...{ openTime: row.openTime, issuedAt: forecast.issuedAt, targetTime: one.targetTime },
      ...{ loggedAt: row.loggedAt, close: forecast.close },
      servedBy: forecast.servedBy,
      fallbackReason: forecast.fallbackReason,
      version: forecast.version,
      quantiles: quantiles === null ? null : [...quantiles],
      prices: prices === null ? null : [...prices],
      variance: one.variance,
      probabilities: chances === null ? null : [...chances],
      outcome: outcomeView(row.outcomes[at], forecast, horizon, quantiles),
    },
  ];
}

const NOT_KNOWN = {
  ...{ close: null, logReturn: null, variance: null, class: null, inside80: null, inside95: null },
} as const;

/** @param came undefined: not settled yet. */
function outcomeView(
  came: SettledHorizon | undefined,
  forecast: Forecast,
  horizon: number,
  quantiles: Quantiles | null,
): OutcomeView {
  if (came === undefined) return { state: "waiting", ...NOT_KNOWN };
  if (came === null) return { state: "gap", ...NOT_KNOWN };
  return {
    state: "scored",
    ...came,
    class: horizon === DIRECTION_HORIZON ? directionOf(forecast.close, came.close) : null,
    inside80: quantiles === null ? null : covers(came.logReturn, quantiles, 80),
    inside95: quantiles === null ? null : covers(came.logReturn, quantiles, 95),
  };
}
