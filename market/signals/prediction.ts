/** What a model calls the next move. */
export type PredictedClass = "down" | "flat" | "up";

/** What a model says of the bars to come, as far as a signal needs it. */
export interface Prediction {
  /** `ml_ensemble`. */
  readonly model: string;
  readonly classes: readonly PredictedClass[];
  /** Of each class, in their order; they sum to 1. */
  readonly probabilities: readonly number[];
  /** How much better than the naive forecast it has been out of sample: above 0 is better; null: not known. */
  readonly skill: number | null;
  /** Close of the bar that it was made at, ms. */
  readonly issuedAt: number;
}
