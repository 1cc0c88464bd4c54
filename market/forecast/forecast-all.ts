import { type EpochMs, TIMEFRAME_MS } from "../time/timeframe.ts";
import { type Answer, isSpoken, type Silent } from "./answer.ts";
import { buildForecast, type ForecastPlace } from "./build-forecast.ts";
import { byModel } from "./by-model.ts";
import type { ConformalState } from "./conformal.ts";
import { type Blend, blend, type EnsembleWeights } from "./ensemble.ts";
import { barred, chooseAnswer } from "./fallback.ts";
import type { Forecast, Members } from "./forecast.ts";
import { horizonsOf } from "./horizons.ts";
import { MODEL_IDS, type ModelId } from "./model-id.ts";
import { type ServedAnswer, servedOutlook } from "./served-outlook.ts";

/** Whether a trained model's inputs still look like those it learned from ([FC-86]). */
export type DriftVerdict = "ok" | "halved" | "withdrawn";

/** What the models said at a bar, and what is known of them besides. */
export interface SaidAtBar extends ForecastPlace {
  /** How many final bars there are, up to and with that bar, and how many trained models see. */
  readonly barCount: number;
  readonly window: number;
  /** To tell stale data by; null where time stands still (files). */
  readonly now: EpochMs | null;
  /** Of all but the ensemble; one that is not in here is `missing`. */
  readonly answers: Readonly<Partial<Record<ModelId, Answer>>>;
  /** The manifest's weights of this timeframe, and what version the ensemble goes by; null where there is none. */
  readonly ensemble: { readonly weights: EnsembleWeights; readonly version: string } | null;
  /** By model, in the order of `horizonsOf`; none: nothing scored yet. */
  readonly conformal: Readonly<Partial<Record<ModelId, readonly ConformalState[]>>>;
  readonly drift: Readonly<Partial<Record<ModelId, DriftVerdict>>>;
}

/**
 * From what the models said to what is served, whichever of them is asked for ([FC-75]): conformal, probabilities, the
 * ensemble of what is served, its own conformal, fallbacks, prices.
 * @returns null where not even `naive` speaks.
 */
export function forecastAll(said: SaidAtBar): Readonly<Record<ModelId, Forecast>> | null {
  const about = {
    ...said,
    issuedAt: said.openTime + TIMEFRAME_MS[said.timeframe],
    withdrawn: modelsWith(said.drift, "withdrawn"),
  };
  const serve = (model: ModelId, answer: Answer, members: Members | null): ServedAnswer | Silent =>
    isSpoken(answer)
      ? { version: answer.version, outlook: servedOutlook(answer.outlook, said.conformal[model]), members }
      : answer;
  const answers: Partial<Record<ModelId, ServedAnswer | Silent>> = {};
  for (const model of MODEL_IDS) {
    if (model === "ml_ensemble") continue;
    const answer = barred(model, about) ?? said.answers[model] ?? MISSING;
    answers[model] = serve(model, answer, null);
  }
  const { naive } = answers;
  if (!isSpoken(naive)) return null;
  const ensemble = barred("ml_ensemble", about) ?? blended(said, answers);
  answers.ml_ensemble = serve("ml_ensemble", ensemble, "members" in ensemble ? ensemble.members : null);
  return byModel((model) => buildForecast(said, model, chooseAnswer(model, answers, naive)));
}

const MISSING: Silent = { reason: "missing", detail: null };

function blended(said: SaidAtBar, answers: Readonly<Partial<Record<ModelId, Answer>>>): Blend | Silent {
  if (said.ensemble === null) return { reason: "missing", detail: "there are no trained models" };
  const horizons = horizonsOf(said.timeframe);
  return blend({ ...said.ensemble, horizons, answers, halved: modelsWith(said.drift, "halved") });
}

function modelsWith(drift: SaidAtBar["drift"], verdict: DriftVerdict): ReadonlySet<ModelId> {
  return new Set(MODEL_IDS.filter((model) => drift[model] === verdict));
}
