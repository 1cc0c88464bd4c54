/** Weights of members by model: not negative, their sum 1. */
export type MemberWeights = Readonly<Record<string, number>>;

/** Whose word counts how much in `ml_ensemble`, by output; a timeframe's entry of the manifest has it. */
export interface EnsembleWeights {
  readonly quantileWeights: readonly { readonly horizon: number; readonly weights: MemberWeights }[];
  readonly varianceWeights: readonly { readonly horizon: number; readonly weights: MemberWeights }[];
  readonly directionWeights: MemberWeights;
}
