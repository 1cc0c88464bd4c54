/** Who can be asked for a forecast. */
export const MODEL_IDS = [
  "naive",
  "drift",
  "arima",
  "har",
  "dlinear",
  "tcn",
  "lstm",
  "transformer",
  "lightgbm",
  "xgboost",
  "ml_ensemble",
] as const;
export type ModelId = (typeof MODEL_IDS)[number];

/** Those that are trained, and come as files. */
export const LEARNED_MODEL_IDS = ["dlinear", "tcn", "lstm", "transformer", "lightgbm", "xgboost"] as const;
export type LearnedModelId = (typeof LEARNED_MODEL_IDS)[number];

/** Those that are computed of the bars at hand, for every timeframe. */
export const BASELINE_IDS = ["naive", "drift", "arima", "har"] as const;
export type BaselineId = (typeof BASELINE_IDS)[number];

export function isLearned(model: ModelId): model is LearnedModelId {
  return LEARNED_MODEL_IDS.some((one) => one === model);
}

/** Whether what it says was learned from bars of the past: a trained file, or the ensemble of such. */
export function restsOnTraining(model: ModelId): boolean {
  return isLearned(model) || model === "ml_ensemble";
}
