import type { EpochMs } from "../time/timeframe.ts";
import { type ConformalState, learnConformal, NO_CONFORMAL } from "./conformal.ts";
import type { Forecast } from "./forecast.ts";
import { DIRECTION_HORIZON } from "./horizons.ts";
import { MODEL_IDS, type ModelId, restsOnTraining } from "./model-id.ts";
import {
  addDirectionSums,
  addHorizonSums,
  type DirectionSums,
  type HorizonSums,
  NO_DIRECTION_SUMS,
  NO_HORIZON_SUMS,
  scoreDirection,
  scoreHorizon,
} from "./score.ts";
import { directionOf } from "./targets.ts";

/** Sums of the scores of one model: by horizon, in their order, and of the direction. */
export interface ModelSums {
  readonly horizons: readonly HorizonSums[];
  readonly direction: DirectionSums;
}

/** Sums of a stretch of time. */
export type RecordSums = Readonly<Partial<Record<ModelId, ModelSums>>>;

/** Sums since the versions that serve were deployed. */
export type DeployedSums = Readonly<Partial<Record<ModelId, DeployedModel>>>;
export interface DeployedModel extends ModelSums {
  readonly version: string;
  /** When the first forecast of this version was issued that is in the sums. */
  readonly since: EpochMs;
}

/** What the forecasts of a series have taught so far. Plain JSON. */
export interface LiveRecord {
  /** By model, in the order of the horizons. */
  readonly conformal: Readonly<Partial<Record<ModelId, readonly ConformalState[]>>>;
  readonly deployed: DeployedSums;
}

export const NO_RECORD: LiveRecord = { conformal: {}, deployed: {} };

/** What came of a horizon. */
export interface Came {
  /** The close at its end. */
  readonly close: number;
  readonly logReturn: number;
  /** Sum of its bar variances, floored. */
  readonly variance: number;
}

/**
 * Takes what came of one horizon of a forecast into the record of its series, and into the sums of its day ([FC-95]).
 * A model is scored by what it said itself: what others said in its place counts for them. A forecast of a version
 * that others have followed meanwhile counts for the day alone. What trained models say of a bar that they may have
 * been fitted on counts for nothing.
 * @param forecasts as they were served. @param at which of the horizons. @param inSample whether it was such a bar.
 */
export function learnFrom(
  record: LiveRecord,
  day: RecordSums,
  forecasts: Readonly<Record<ModelId, Forecast>>,
  at: number,
  came: Came,
  inSample = false,
): { readonly record: LiveRecord; readonly day: RecordSums } {
  const conformal = { ...record.conformal };
  const deployed = { ...record.deployed };
  const sums = { ...day };
  for (const model of MODEL_IDS) {
    const forecast = forecasts[model];
    if (forecast.servedBy !== model || (inSample && restsOnTraining(model))) continue;
    const one = scored(forecast, forecasts, at, came);
    sums[model] = added(sums[model], one);
    const base = forecast.horizons[at]?.base ?? null;
    if (base !== null) {
      conformal[model] = forecast.horizons.map(({ horizon }, place) => {
        const state = conformal[model]?.[place] ?? NO_CONFORMAL;
        return place === at ? learnConformal(state, horizon, base, came.logReturn) : state;
      });
    }
    const known = deployed[model];
    if (known?.version === forecast.version) {
      deployed[model] = { ...known, ...added(known, one), since: Math.min(known.since, forecast.issuedAt) };
    } else if (known === undefined || forecast.issuedAt > known.since) {
      deployed[model] = { ...one, version: forecast.version, since: forecast.issuedAt };
    }
  }
  return { record: { conformal, deployed }, day: sums };
}

/** Sums of several stretches, or of several series, as one. */
export function addRecords(all: readonly (ModelSums | undefined)[]): ModelSums | undefined {
  return all.reduce<ModelSums | undefined>(
    (sum, one) => (one === undefined ? sum : added(sum, one)),
    undefined,
  );
}

/** The scores of one horizon of one forecast. */
function scored(
  forecast: Forecast,
  forecasts: Readonly<Record<ModelId, Forecast>>,
  at: number,
  came: Came,
): ModelSums {
  const { naive, har } = forecasts;
  const horizons = forecast.horizons.map((horizon, place) => {
    if (place !== at) return NO_HORIZON_SUMS;
    const said = {
      quantiles: horizon.quantiles,
      variance: horizon.variance,
      naiveQuantiles: naive.horizons[at]?.quantiles ?? null,
      harVariance: har.servedBy === "har" ? (har.horizons[at]?.variance ?? null) : null,
    };
    return scoreHorizon(NO_HORIZON_SUMS, said, came.logReturn, came.variance);
  });
  return { horizons, direction: scoredDirection(forecast, naive, at, came) };
}

function scoredDirection(forecast: Forecast, naive: Forecast, at: number, came: Came): DirectionSums {
  const isDirection = forecast.horizons[at]?.horizon === DIRECTION_HORIZON;
  const { probabilities } = forecast;
  if (!isDirection || probabilities === null || naive.probabilities === null) return NO_DIRECTION_SUMS;
  const direction = directionOf(forecast.close, came.close);
  return scoreDirection(NO_DIRECTION_SUMS, probabilities, naive.probabilities, direction);
}

function added(sums: ModelSums | undefined, one: ModelSums): ModelSums {
  if (sums === undefined) return one;
  return {
    horizons: one.horizons.map((horizon, at) =>
      addHorizonSums(sums.horizons[at] ?? NO_HORIZON_SUMS, horizon),
    ),
    direction: addDirectionSums(sums.direction, one.direction),
  };
}
