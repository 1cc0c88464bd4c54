import type { z } from "zod";
import type { ForecastExplanation, ForecastModels } from "../../contract/rest/forecast-models.ts";
import type {
  ForecastHistory,
  ForecastPerformance,
  ModelPerformance,
} from "../../contract/rest/forecast-record.ts";
import type {
  ForecastList,
  ForecastView,
  LiveDirectionWindowsSchema,
  LiveHorizonWindowsSchema,
} from "../../contract/rest/forecasts.ts";
import type { ForecastTimeframe, ModelTimeframe } from "../../market/forecast/horizons.ts";
import type { ModelId } from "../../market/forecast/model-id.ts";
import { answerOf, type Client } from "./client.ts";

export type {
  ForecastExplanation,
  ForecastHistory,
  ForecastList,
  ForecastModels,
  ForecastPerformance,
  ForecastView,
  ModelPerformance,
};
export type HorizonForecastView = ForecastView["horizons"][number];
export type LoggedForecast = ForecastHistory["forecasts"][number];
export type LiveHorizonWindows = z.infer<typeof LiveHorizonWindowsSchema>;
export type LiveDirectionWindows = z.infer<typeof LiveDirectionWindowsSchema>;

/** What one model says of a series. */
export interface ForecastWish {
  readonly symbol: string;
  readonly timeframe: ForecastTimeframe;
  readonly model: ModelId;
}

/** A series whose forecasts are logged and scored. */
export interface ScoredSeries {
  readonly symbol: string;
  readonly timeframe: ModelTimeframe;
}

/** One model at one horizon, in bars. */
export interface ScoredWish extends ScoredSeries {
  readonly model: ModelId;
  readonly horizon: number;
}

/** What the page asks of the server's forecasts. Everything rejects with ApiError. */
export interface ForecastsApi {
  /** Of one symbol, all horizons. */
  forecast(wish: ForecastWish, signal: AbortSignal): Promise<ForecastList>;
  models(signal: AbortSignal): Promise<ForecastModels>;
  /** Of every model, all horizons. */
  performance(series: ScoredSeries, signal: AbortSignal): Promise<ForecastPerformance>;
  /** Logged forecasts with their outcomes, newest first. */
  history(wish: ScoredWish, cursor: string | null, signal: AbortSignal): Promise<ForecastHistory>;
  explain(wish: ScoredWish, signal: AbortSignal): Promise<ForecastExplanation>;
}

/** hc puts a parameter into the address as it is. */
const inPath = (text: string) => encodeURIComponent(text);
const HISTORY_A_PAGE = 20;

/** The server's REST side of forecasts. */
export function createForecastsApi({ api: { forecasts } }: Client): ForecastsApi {
  return {
    forecast: ({ symbol, timeframe, model }, signal) =>
      answerOf(forecasts.$get({ query: { symbols: symbol, timeframe, model } }, { init: { signal } })),
    models: (signal) => answerOf(forecasts.models.$get({}, { init: { signal } })),
    performance: ({ symbol, timeframe }, signal) =>
      answerOf(forecasts.performance.$get({ query: { symbol, timeframe } }, { init: { signal } })),
    history: ({ symbol, timeframe, model, horizon }, cursor, signal) =>
      answerOf(
        forecasts.history[":symbol"].$get(
          {
            param: { symbol: inPath(symbol) },
            query: {
              ...{ timeframe, model, horizon: String(horizon), limit: String(HISTORY_A_PAGE) },
              ...(cursor === null ? {} : { cursor }),
            },
          },
          { init: { signal } },
        ),
      ),
    explain: ({ symbol, timeframe, model, horizon }, signal) =>
      answerOf(
        forecasts.explain[":symbol"].$get(
          { param: { symbol: inPath(symbol) }, query: { timeframe, model, horizon: String(horizon) } },
          { init: { signal } },
        ),
      ),
  };
}
