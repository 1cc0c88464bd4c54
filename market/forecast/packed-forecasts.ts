import { type EpochMs, TIMEFRAME_MS } from "../time/timeframe.ts";
import { isSpoken, type Silent } from "./answer.ts";
import { buildForecast, type ForecastPlace } from "./build-forecast.ts";
import { byModel } from "./by-model.ts";
import { widened } from "./conformal.ts";
import { chooseAnswer, STALE_BARS } from "./fallback.ts";
import type { ConformalFactors, Forecast, Members } from "./forecast.ts";
import { horizonsOf } from "./horizons.ts";
import { MODEL_IDS, type ModelId } from "./model-id.ts";
import type { FallbackReason, Probabilities, Quantiles } from "./outlook.ts";
import type { ServedAnswer } from "./served-outlook.ts";

/** One horizon of one model: quantiles as it said them, variance, and the factors of conformal at that time. */
type PackedHorizon = readonly [
  base: Quantiles | null,
  variance: number | null,
  n: number,
  factor80: number,
  factor95: number,
];

/** What one model said: version, horizons, probabilities. */
interface PackedWord {
  readonly v: string;
  readonly h: readonly PackedHorizon[];
  readonly p: Probabilities | null;
}

type PackedSilence = readonly [reason: Silent["reason"], detail: string | null];

/**
 * What all models said of a series at one bar, without what follows from it: plain JSON, the shape of a row of the log
 * ([FC-91]). Who stood in for whom, prices, intervals and calls are found again by the rules.
 */
export interface PackedForecasts {
  readonly models: Readonly<Partial<Record<ModelId, PackedWord | PackedSilence>>>;
  readonly members: Members | null;
  /** Trained models may have been fitted on what came of this bar: what they say of it is no forecast ([FC-95]). */
  readonly inSample?: true;
}

/**
 * Packs what `forecastAll` answered. `unpackForecasts` gives the same numbers back, to the last bit.
 * @param inSample whether trained models may have been fitted on what comes of the bar.
 */
export function packForecasts(
  forecasts: Readonly<Record<ModelId, Forecast>>,
  inSample = false,
): PackedForecasts {
  const models: Partial<Record<ModelId, PackedWord | PackedSilence>> = {};
  for (const model of MODEL_IDS) {
    const { servedBy, version, horizons, probabilities, fallbackReason, fallbackDetail } = forecasts[model];
    models[model] =
      servedBy === model
        ? { v: version, h: horizons.map(packedHorizon), p: probabilities }
        : [fallbackReason ?? "missing", fallbackDetail];
  }
  const { members } = forecasts.ml_ensemble;
  return inSample ? { models, members, inSample } : { models, members };
}

/** Reasons that come before stale data: they hold whatever the time ([FC-81]). */
const BEFORE_STALE: readonly FallbackReason[] = ["unsupported_timeframe", "short_history"];

/**
 * Forecasts as they were served at a bar; at a later time, all but `naive` are stale where the bar has become so
 * ([FC-81]), and the rules say who stands in.
 * @param now null: as they were when they were issued.
 * @returns null where nobody had said anything.
 */
export function unpackForecasts(
  place: ForecastPlace,
  packed: PackedForecasts,
  now: EpochMs | null,
): Readonly<Record<ModelId, Forecast>> | null {
  const late = stale(place, now);
  const answers: Partial<Record<ModelId, ServedAnswer | Silent>> = {};
  for (const model of MODEL_IDS) {
    const said = packed.models[model];
    if (said === undefined) continue;
    if (!("v" in said) && BEFORE_STALE.includes(said[0]))
      answers[model] = { reason: said[0], detail: said[1] };
    else if (late !== null && model !== "naive") answers[model] = late;
    else if (!("v" in said)) answers[model] = { reason: said[0], detail: said[1] };
    else answers[model] = servedOf(place, said, model === "ml_ensemble" ? packed.members : null);
  }
  const { naive } = answers;
  if (!isSpoken(naive)) return null;
  return byModel((model) => buildForecast(place, model, chooseAnswer(model, answers, naive)));
}

function packedHorizon({ base, variance, conformal }: Forecast["horizons"][number]): PackedHorizon {
  return [base, variance, conformal.n, conformal.factor80, conformal.factor95];
}

function servedOf(
  { timeframe }: ForecastPlace,
  { v, h, p }: PackedWord,
  members: Members | null,
): ServedAnswer {
  const factors = h.map(([, , n, factor80, factor95]): ConformalFactors => ({ n, factor80, factor95 }));
  const horizons = horizonsOf(timeframe).map((horizon, at) => {
    const [base, variance] = h[at] ?? [null, null];
    const factor = factors[at];
    const quantiles = base === null || factor === undefined ? null : widened(base, factor);
    return { horizon, quantiles, variance };
  });
  const outlook = { base: h.map(([base]) => base), factors, horizons, probabilities: p };
  return { version: v, outlook, members };
}

function stale({ openTime, timeframe }: ForecastPlace, now: EpochMs | null): Silent | null {
  const step = TIMEFRAME_MS[timeframe];
  const age = now === null ? 0 : now - (openTime + step);
  if (age <= STALE_BARS * step) return null;
  return {
    reason: "stale_data",
    detail: `the last final bar closed ${Math.floor(age / 60_000)} minutes ago`,
  };
}
