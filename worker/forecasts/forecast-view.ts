import type { ModelManifest } from "../../contract/models.ts";
import type { ForecastView } from "../../contract/rest/forecasts.ts";
import type { Forecast } from "../../market/forecast/forecast.ts";
import { FORECAST_TIMEFRAMES, horizonsOf } from "../../market/forecast/horizons.ts";
import { type ModelId, restsOnTraining } from "../../market/forecast/model-id.ts";
import { unpackForecasts } from "../../market/forecast/packed-forecasts.ts";
import type { EpochMs } from "../../market/time/timeframe.ts";
import type { LiveScores } from "./live-scores.ts";
import { liveDirection, liveHorizon } from "./live-view.ts";
import { placeOf } from "./logged.ts";
import { measuredModel } from "./measured.ts";
import type { ShownForecast } from "./shown.ts";
import { backtestView, skillView } from "./skill-view.ts";

/** The newest price of a coin that its feed told; null where it did not answer. */
export interface FeedPrice {
  readonly price: number;
  readonly asOf: EpochMs;
}

export interface ViewContext {
  readonly model: ModelId;
  /** Null: all of the timeframe's. */
  readonly horizon: number | null;
  readonly manifest: ModelManifest | null;
  /** Null: not logged, or not to be had. */
  readonly scores: LiveScores | null;
  /** The clock that tells stale data; null where nobody knows the time. */
  readonly clock: EpochMs | null;
  readonly feed: FeedPrice | null;
}

/** A forecast as REST answers it; undefined where nothing can be said. */
export function forecastView(shown: ShownForecast, context: ViewContext): ForecastView | undefined {
  const { model, horizon, manifest, scores, clock, feed } = context;
  const place = placeOf(shown);
  const forecast = unpackForecasts(place, shown.forecasts, clock)?.[model];
  const timeframe = FORECAST_TIMEFRAMES.find((one) => one === shown.timeframe);
  if (forecast === undefined || timeframe === undefined) return undefined;
  const horizons = horizonsOf(timeframe);
  const told = horizons.filter((one) => horizon === null || one === horizon);
  const { servedBy, version, issuedAt } = forecast;
  const measured = measuredModel(manifest, timeframe, servedBy, version);
  const live = scores?.of(shown.symbol, servedBy, version) ?? null;
  return {
    ...mutable(forecast, told),
    ...{ timeframe, final: true, revision: shown.revision, loggedAt: shown.loggedAt },
    inSample: shown.forecasts.inSample === true && restsOnTraining(servedBy),
    price: feed?.price ?? place.close,
    priceAsOf: feed?.asOf ?? issuedAt,
    priceSource: feed === null ? "bar" : "hub",
    skill: measured === null ? null : skillView(measured, told),
    live:
      live === null
        ? null
        : {
            horizons: told.map((one) => ({ horizon: one, live: liveHorizon(live, horizons.indexOf(one)) })),
            direction: liveDirection(live),
          },
    backtest: measured === null || manifest === null ? null : backtestView(measured, manifest),
  };
}

/** As the schema has it: zod's arrays may be changed. */
function mutable(forecast: Forecast, told: readonly number[]) {
  const { horizons, probabilities, absent, members } = forecast;
  return {
    ...forecast,
    horizons: horizons
      .filter(({ horizon }) => told.includes(horizon))
      .map((one) => ({
        ...one,
        base: five(one.base),
        quantiles: five(one.quantiles),
        prices: five(one.prices),
      })),
    probabilities: probabilities === null ? null : three(probabilities),
    absent: [...absent],
    members:
      members === null
        ? null
        : {
            missing: [...members.missing],
            used: members.used.map((one) => ({
              ...one,
              quantileWeights: [...one.quantileWeights],
              varianceWeights: [...one.varianceWeights],
            })),
          },
  };
}

function three([a, b, c]: readonly [number, number, number]): [number, number, number] {
  return [a, b, c];
}

function five(
  values: readonly [number, number, number, number, number] | null,
): [number, number, number, number, number] | null {
  if (values === null) return null;
  const [a, b, c, d, e] = values;
  return [a, b, c, d, e];
}
