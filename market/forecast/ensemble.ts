import { type Answer, isSpoken, type Silent, type Spoken } from "./answer.ts";
import type { Members } from "./forecast.ts";
import { isLearned, MODEL_IDS, type ModelId } from "./model-id.ts";
import type { HorizonOutlook, Probabilities, Quantiles } from "./outlook.ts";

/** Weights of members by model: not negative, their sum 1. */
export type MemberWeights = Readonly<Record<string, number>>;

/** Whose word counts how much in `ml_ensemble`, by output; a timeframe's entry of the manifest has it. */
export interface EnsembleWeights {
  readonly quantileWeights: readonly { readonly horizon: number; readonly weights: MemberWeights }[];
  readonly varianceWeights: readonly { readonly horizon: number; readonly weights: MemberWeights }[];
  readonly directionWeights: MemberWeights;
}

/** The ensemble's answer, and who made it. */
export interface Blend extends Spoken {
  readonly members: Members;
}

/** What a blend is made of. */
export interface BlendInput {
  readonly weights: EnsembleWeights;
  readonly version: string;
  readonly horizons: readonly number[];
  /** As served: quantiles after conformal, probabilities derived. */
  readonly answers: Readonly<Partial<Record<ModelId, Answer>>>;
  /** Those that count half. */
  readonly halved: ReadonlySet<ModelId>;
}

/**
 * `ml_ensemble` ([FC-72]): quantiles level by level, variances and probabilities as weighted means of its members'. A
 * member that has nothing to say is named, and the others of that output share its weight in proportion ([FC-73]); one
 * that drifts counts half. Silent, for the reason of its heaviest missing member, where no trained member speaks or an
 * output is left without any.
 */
export function blend(input: BlendInput): Blend | Silent {
  const { weights, horizons, answers, halved } = input;
  const share = (given: MemberWeights, speaks: (spoken: Spoken) => boolean) =>
    shares(given, halved, (model) => {
      const answer = answers[model];
      return isSpoken(answer) && speaks(answer);
    });
  const ofQuantiles = horizons.map((horizon, at) =>
    share(weightsAt(weights.quantileWeights, horizon), ({ outlook }) =>
      hasAt(outlook.horizons, at, "quantiles"),
    ),
  );
  const ofVariance = horizons.map((horizon, at) =>
    share(weightsAt(weights.varianceWeights, horizon), ({ outlook }) =>
      hasAt(outlook.horizons, at, "variance"),
    ),
  );
  const ofDirection = share(weights.directionWeights, ({ outlook }) => outlook.probabilities !== null);
  const all = [...ofQuantiles, ...ofVariance, ofDirection];
  const used = MODEL_IDS.filter((model) => all.some((one) => one.has(model)));
  if (!used.some(isLearned) || all.some((one) => one.size === 0)) return silence(input);

  const spoken = (model: ModelId) => {
    const answer = answers[model];
    return isSpoken(answer) ? answer.outlook : null;
  };
  const mean = (of: ReadonlyMap<ModelId, number>, value: (model: ModelId) => number | undefined) => {
    let sum = 0;
    for (const [model, weight] of of) sum += weight * (value(model) ?? 0);
    return sum;
  };
  const outlooks = horizons.map((horizon, at): HorizonOutlook => {
    const level = (place: number) =>
      mean(ofQuantiles[at] ?? new Map(), (model) => spoken(model)?.horizons[at]?.quantiles?.[place]);
    return {
      horizon,
      quantiles: sorted([level(0), level(1), level(2), level(3), level(4)]),
      variance: mean(
        ofVariance[at] ?? new Map(),
        (model) => spoken(model)?.horizons[at]?.variance ?? undefined,
      ),
    };
  });
  const chance = (place: number) => mean(ofDirection, (model) => spoken(model)?.probabilities?.[place]);
  const probabilities: Probabilities = [chance(0), chance(1), chance(2)];
  return {
    version: input.version,
    outlook: { horizons: outlooks, probabilities },
    members: {
      used: used.map((model) => ({
        model,
        quantileWeights: ofQuantiles.map((one) => one.get(model) ?? 0),
        varianceWeights: ofVariance.map((one) => one.get(model) ?? 0),
        directionWeight: ofDirection.get(model) ?? 0,
        halved: halved.has(model),
      })),
      missing: missing(input),
    },
  };
}

/** The weights of those that speak, halved where they drift, made to sum to 1; none where all is silent. */
function shares(
  given: MemberWeights,
  halved: ReadonlySet<ModelId>,
  speaks: (model: ModelId) => boolean,
): ReadonlyMap<ModelId, number> {
  const left = MODEL_IDS.flatMap((model) => {
    const weight = (given[model] ?? 0) * (halved.has(model) ? 0.5 : 1);
    return weight > 0 && speaks(model) ? [[model, weight] as const] : [];
  });
  const sum = left.reduce((total, [, weight]) => total + weight, 0);
  return new Map(left.map(([model, weight]) => [model, weight / sum]));
}

function weightsAt(
  entries: readonly { readonly horizon: number; readonly weights: MemberWeights }[],
  horizon: number,
): MemberWeights {
  return entries.find((entry) => entry.horizon === horizon)?.weights ?? {};
}

function hasAt(horizons: readonly HorizonOutlook[], at: number, output: "quantiles" | "variance"): boolean {
  return (horizons[at]?.[output] ?? null) !== null;
}

/** Members with a weight anywhere that say nothing at all. */
function missing({ weights, answers }: BlendInput): Members["missing"] {
  return MODEL_IDS.flatMap((model) => {
    const answer = answers[model];
    if (heaviest(weights, model) === 0 || isSpoken(answer)) return [];
    return [{ model, reason: answer?.reason ?? ("missing" as const) }];
  });
}

function silence(input: BlendInput): Silent {
  const most = [...missing(input)].sort(
    (a, b) => heaviest(input.weights, b.model) - heaviest(input.weights, a.model),
  );
  const names = most.map(({ model }) => model).join(", ");
  return {
    reason: most[0]?.reason ?? "missing",
    detail: names === "" ? "no member has a weight" : `too few members: ${names} say nothing`,
  };
}

function heaviest(weights: EnsembleWeights, model: ModelId): number {
  const all = [...weights.quantileWeights, ...weights.varianceWeights].map((entry) => entry.weights);
  return [...all, weights.directionWeights].reduce((most, one) => Math.max(most, one[model] ?? 0), 0);
}

/** Means of sorted quantiles are sorted but for rounding. */
function sorted(quantiles: Quantiles): Quantiles {
  const [a, b, c, d, e] = quantiles;
  const [second, fourth] = [Math.min(b, c), Math.max(c, d)];
  return [Math.min(a, second), second, c, fourth, Math.max(fourth, e)];
}
