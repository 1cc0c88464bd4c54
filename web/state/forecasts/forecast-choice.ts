import { horizonsOf, MODEL_TIMEFRAMES, type ModelTimeframe } from "../../../market/forecast/horizons.ts";
import { MODEL_IDS, type ModelId } from "../../../market/forecast/model-id.ts";
import { FORECASTS_PATH } from "./forecasts-path.ts";

/** What the forecasts page shows, as its address says it. */
export interface ForecastChoice {
  /** Null where the viewer has not chosen: the first of the market. */
  readonly symbol: string | null;
  /** One whose forecasts are logged and scored. */
  readonly timeframe: ModelTimeframe;
  /** In bars, one of the timeframe's. */
  readonly horizon: number;
  readonly model: ModelId;
}

/** As lists show them: the ensemble, its members, the baselines. */
export const MODEL_ORDER: readonly ModelId[] = MODEL_IDS.toReversed();
export const USUAL_MODEL: ModelId = "ml_ensemble";
const USUAL_TIMEFRAME: ModelTimeframe = "1h";
export const USUAL_HORIZON = 5;
const SYMBOL = /^[A-Za-z0-9]{2,20}$/;

export function isModelId(text: string): text is ModelId {
  return MODEL_IDS.some((one) => one === text);
}

/** The timeframe where models are trained for it, else one hour. */
export function modelTimeframeOr(text: string | null): ModelTimeframe {
  return MODEL_TIMEFRAMES.find((one) => one === text) ?? USUAL_TIMEFRAME;
}

export function parseForecastChoice(search: string): ForecastChoice {
  const query = new URLSearchParams(search);
  const symbol = query.get("symbol") ?? "";
  const model = query.get("model") ?? "";
  const timeframe = modelTimeframeOr(query.get("tf"));
  return {
    symbol: SYMBOL.test(symbol) ? symbol.toUpperCase() : null,
    timeframe,
    horizon: horizonIn(timeframe, Number(query.get("horizon"))),
    model: isModelId(model) ? model : USUAL_MODEL,
  };
}

export function forecastPath({ symbol, timeframe, horizon, model }: ForecastChoice): string {
  const name = symbol === null ? "" : `symbol=${symbol}&`;
  return `${FORECASTS_PATH}?${name}tf=${timeframe}&horizon=${horizon}&model=${model}`;
}

/** The wanted horizon where the timeframe has it, else five bars. */
export function horizonIn(timeframe: ModelTimeframe, wanted: number): number {
  return horizonsOf(timeframe).find((one) => one === wanted) ?? USUAL_HORIZON;
}
