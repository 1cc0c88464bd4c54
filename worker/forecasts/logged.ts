import type { ForecastPlace } from "../../market/forecast/build-forecast.ts";
import type { LoggedForecast } from "../../platform/d1/forecast-log.ts";

/** The bar that a logged forecast was issued at. */
export function placeOf({
  symbol,
  timeframe,
  openTime,
  close,
}: Pick<LoggedForecast, "symbol" | "timeframe" | "openTime" | "close">): ForecastPlace {
  return { symbol, timeframe, openTime, close: Number(close) };
}
