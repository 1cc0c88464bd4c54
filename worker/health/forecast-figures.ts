import { MODEL_TIMEFRAMES } from "../../market/forecast/horizons.ts";
import { forecastLogFigures } from "../../platform/d1/forecast-log.ts";
import type { Env } from "../../platform/env.ts";
import type { Isolate } from "../isolate.ts";

/** What the log of forecasts tells of itself. @throws where D1 fails. */
export async function loggedForecasts(env: Env, isolate: Isolate) {
  const rows = await isolate.registry.active();
  return await forecastLogFigures(
    env.DB,
    rows.flatMap(({ symbol }) => MODEL_TIMEFRAMES.map((timeframe) => [symbol, timeframe] as const)),
  );
}
