import type { Spoken } from "./answer.ts";
import { type ConformalState, conformalFactors, NO_CONFORMAL, widened } from "./conformal.ts";
import { probabilitiesOf } from "./distribution.ts";
import type { ConformalFactors, Members } from "./forecast.ts";
import { DIRECTION_HORIZON } from "./horizons.ts";
import type { Outlook, Probabilities, Quantiles } from "./outlook.ts";

/** An outlook after conformal, with what it was made of. */
export interface ServedOutlook extends Outlook {
  /** As the model said them, in the order of the horizons. */
  readonly base: readonly (Quantiles | null)[];
  readonly factors: readonly ConformalFactors[];
}

/** A model's answer as it is served. */
export interface ServedAnswer extends Spoken {
  readonly outlook: ServedOutlook;
  /** Null of all but `ml_ensemble`. */
  readonly members: Members | null;
}

/**
 * What is served of what a model said ([FC-75]): its intervals widened by rolling conformal, its own probabilities, or
 * those that the quantiles, as served, give the direction.
 * @param states in the order of the horizons.
 */
export function servedOutlook(said: Outlook, states: readonly ConformalState[] | undefined): ServedOutlook {
  const factors = said.horizons.map((_, at) => conformalFactors(states?.[at] ?? NO_CONFORMAL));
  const horizons = said.horizons.map((one, at) => {
    const factor = factors[at];
    if (one.quantiles === null || factor === undefined) return one;
    return { ...one, quantiles: widened(one.quantiles, factor) };
  });
  const called = horizons.find(({ horizon }) => horizon === DIRECTION_HORIZON)?.quantiles ?? null;
  const derived = called === null ? null : probabilitiesOf(called);
  return {
    base: said.horizons.map(({ quantiles }) => quantiles),
    factors,
    horizons,
    probabilities: said.probabilities === null ? derived : normalised(said.probabilities),
  };
}

/** Single precision leaves a sum of 1 ± 1e-7. */
function normalised([down, neutral, up]: Probabilities): Probabilities {
  const sum = down + neutral + up;
  return [down / sum, neutral / sum, up / sum];
}
