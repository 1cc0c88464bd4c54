import {
  FORECAST_TIMEFRAMES,
  type ForecastTimeframe,
  horizonsOf,
} from "../../../market/forecast/horizons.ts";
import { MODEL_IDS, type ModelId } from "../../../market/forecast/model-id.ts";

/** What the forecasts page shows, as its address says it. */
export interface ForecastChoice {
  /** Null where the viewer has not chosen: the first of the market. */
  readonly symbol: string | null;
  readonly timeframe: ForecastTimeframe;
  /** In bars, one of the timeframe's. */
  readonly horizon: number;
  readonly model: ModelId;
}

export const FORECASTS_PATH = "/forecasts";
export const USUAL_MODEL: ModelId = "ml_ensemble";
const USUAL_TIMEFRAME: ForecastTimeframe = "1h";
const USUAL_HORIZON = 5;
const SYMBOL = /^[A-Za-z0-9]{2,20}$/;

export function isModelId(text: string): text is ModelId {
  return MODEL_IDS.some((one) => one === text);
}

export function isForecastTimeframe(text: string): text is ForecastTimeframe {
  return FORECAST_TIMEFRAMES.some((one) => one === text);
}

export function parseForecastChoice(search: string): ForecastChoice {
  const query = new URLSearchParams(search);
  const symbol = query.get("symbol") ?? "";
  const timeframe = query.get("tf") ?? "";
  const model = query.get("model") ?? "";
  const frame = isForecastTimeframe(timeframe) ? timeframe : USUAL_TIMEFRAME;
  return {
    symbol: SYMBOL.test(symbol) ? symbol.toUpperCase() : null,
    timeframe: frame,
    horizon: horizonIn(frame, Number(query.get("horizon"))),
    model: isModelId(model) ? model : USUAL_MODEL,
  };
}

export function forecastPath({ symbol, timeframe, horizon, model }: ForecastChoice): string {
  const name = symbol === null ? "" : `symbol=${symbol}&`;
  return `${FORECASTS_PATH}?${name}tf=${timeframe}&horizon=${horizon}&model=${model}`;
}

/** The wanted horizon where the timeframe has it, else five bars. */
export function horizonIn(timeframe: ForecastTimeframe, wanted: number): number {
  return horizonsOf(timeframe).find((one) => one === wanted) ?? USUAL_HORIZON;
}
