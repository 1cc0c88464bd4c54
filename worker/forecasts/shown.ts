import type { LoggedForecast } from "../../platform/d1/forecast-log.ts";

/** What may be shown of a bar: of timeframes that are logged, only what the log has. */
export interface ShownForecast
  extends Pick<LoggedForecast, "symbol" | "timeframe" | "openTime" | "revision" | "close" | "forecasts"> {
  /** Null: this timeframe's forecasts are not logged. */
  readonly loggedAt: number | null;
}
