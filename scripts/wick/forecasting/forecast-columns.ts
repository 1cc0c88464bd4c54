import type { Forecast, HorizonForecast } from "../../../market/forecast/forecast.ts";
import { DIRECTION_HORIZON } from "../../../market/forecast/horizons.ts";
import { type ColumnOf, columnOf } from "../table.ts";

/** One horizon of a forecast. */
export interface ForecastRow {
  readonly forecast: Forecast;
  readonly one: HorizonForecast;
}

const LEVELS = ["025", "10", "50", "90", "975"] as const;
const CHANCES = ["pDown", "pNeutral", "pUp"] as const;

const isCalled = ({ one }: ForecastRow) => one.horizon === DIRECTION_HORIZON;

/** A forecast as rows, a horizon each: the numbers of GET /api/forecasts. */
export const FORECAST_COLUMNS: readonly ColumnOf<ForecastRow>[] = [
  columnOf("requested", "text", ({ forecast }) => forecast.requested),
  columnOf("servedBy", "text", ({ forecast }) => forecast.servedBy),
  columnOf("fallbackReason", "text", ({ forecast }) => forecast.fallbackReason),
  columnOf("fallbackDetail", "text", ({ forecast }) => forecast.fallbackDetail),
  columnOf("version", "text", ({ forecast }) => forecast.version),
  columnOf("openTime", "time", ({ forecast }) => forecast.openTime),
  columnOf("issuedAt", "time", ({ forecast }) => forecast.issuedAt),
  columnOf("close", "number", ({ forecast }) => forecast.close),
  columnOf("horizon", "number", ({ one }) => one.horizon),
  columnOf("targetTime", "time", ({ one }) => one.targetTime),
  ...LEVELS.map((level, at) =>
    columnOf<ForecastRow>(`q${level}`, "number", ({ one }) => one.quantiles?.[at] ?? null),
  ),
  ...LEVELS.map((level, at) =>
    columnOf<ForecastRow>(`price${level}`, "number", ({ one }) => one.prices?.[at] ?? null),
  ),
  columnOf("variance", "number", ({ one }) => one.variance),
  columnOf("volatility", "number", ({ one }) => one.volatility),
  // The direction is called over one horizon; other rows have none.
  ...CHANCES.map((name, place) =>
    columnOf<ForecastRow>(name, "number", (row) =>
      isCalled(row) ? (row.forecast.probabilities?.[place] ?? null) : null,
    ),
  ),
  columnOf("class", "number", (row) => (isCalled(row) ? (row.forecast.call?.class ?? null) : null)),
  columnOf("confidence", "number", (row) => (isCalled(row) ? (row.forecast.call?.confidence ?? null) : null)),
  columnOf("level", "text", (row) => (isCalled(row) ? (row.forecast.call?.level ?? null) : null)),
  columnOf("missingMembers", "text", ({ forecast }) => {
    const missing = forecast.members?.missing.map(({ model, reason }) => `${model}: ${reason}`) ?? [];
    return missing.length === 0 ? null : missing.join("; ");
  }),
];
