import type { ManifestState, ModelStatus } from "../../contract/inference.ts";
import { TIMEFRAME_MS, type Timeframe } from "../../market/time/timeframe.ts";
import type { MetricFamily } from "./exposition.ts";
import { gauge, sample } from "./family.ts";

/** What is told of forecasts. */
export interface ForecastSources {
  readonly models: ManifestState;
  /** Of this isolate, by file. */
  readonly status: ReadonlyMap<string, ModelStatus>;
  /** Undefined while D1 does not answer. */
  readonly log: ForecastLogFigures | undefined;
}

/** What the log tells of itself. */
export interface ForecastLogFigures {
  readonly series: readonly {
    readonly symbol: string;
    readonly timeframe: Timeframe;
    /** Open time of the newest bar that was forecast from. */
    readonly openTime: number;
  }[];
  /** Forecasts with horizons that are to come, and with events that their channel has not had. */
  readonly open: number;
  readonly untold: number;
}

/** Metrics of models and forecasts; the list with meanings is docs/spec/metrics.md. */
export function forecastFamilies({ models, status, log }: ForecastSources): readonly MetricFamily[] {
  const { manifest, problem } = models;
  return [
    gauge("wick_models_revision", "Revision of the manifest of models in use; 0 without", [
      sample({}, manifest?.revision ?? 0),
    ]),
    gauge("wick_models_problem", "1 while the newest manifest cannot be used", [
      sample({}, problem === null ? 0 : 1),
    ]),
    gauge(
      "wick_model_ok",
      "1 where the last try with a model's file in this isolate went well",
      [...status].map(([file, { version, failure }]) => sample({ file, version }, failure === null ? 1 : 0)),
    ),
    ...(log === undefined
      ? []
      : [
          gauge(
            "wick_forecast_newest_time_ms",
            "When the newest logged forecast was issued",
            log.series.map(({ symbol, timeframe, openTime }) =>
              sample({ symbol, timeframe }, openTime + TIMEFRAME_MS[timeframe]),
            ),
          ),
          gauge("wick_forecasts_open", "Logged forecasts with horizons that are not settled", [
            sample({}, log.open),
          ]),
          gauge("wick_forecasts_untold", "Logged forecasts of which a channel has not had all", [
            sample({}, log.untold),
          ]),
        ]),
  ];
}
