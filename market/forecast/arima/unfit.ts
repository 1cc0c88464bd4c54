/** Why a series of closes has no ARIMA model. */
export type UnfitCode =
  | "too_short"
  | "not_finite"
  | "not_positive"
  | "constant"
  | "two_values"
  | "explosive"
  | "uneven";

/** A refusal: what stands where a fit or a forecast would. */
export interface Unfit {
  readonly unfit: UnfitCode;
  /** In plain words, for people. */
  readonly reason: string;
}

export function isUnfit<T extends object>(answer: T | Unfit): answer is Unfit {
  return "unfit" in answer;
}
