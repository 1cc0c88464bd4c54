import { z } from "zod";
import { MODEL_TIMEFRAMES } from "../market/forecast/horizons.ts";
import { LEARNED_MODEL_IDS } from "../market/forecast/model-id.ts";
import { type EpochMs, TIMEFRAME_MS, type Timeframe } from "../market/time/timeframe.ts";

/**
 * `models/manifest.json`: what training leaves, and what serving goes by. Written by models/training, in R2 under
 * `models/`, read again by its ETag. Unknown fields are kept out of the way, missing ones make the manifest bad.
 */

const HexSchema = z.string().regex(/^[0-9a-f]{64}$/);
const QuantilesSchema = z.array(z.number()).length(5);

/** A figure out of sample, with its 95 % block-bootstrap interval (whole weeks, all coins together). */
export const MeasuredSchema = z.object({ value: z.number(), low: z.number(), high: z.number() });
export type Measured = z.infer<typeof MeasuredSchema>;

/** Figures of a model at one horizon in the last fold, which was scored once. Null: the model does not say it. */
export const HorizonMetricsSchema = z.object({
  horizon: z.number().int().positive(),
  n: z.number().int().nonnegative(),
  /** 1 − pinball loss / that of naive (the last 500 returns), over all five levels. */
  pinballSkill: MeasuredSchema.nullable(),
  /** The .1 and .9 levels against the training set's quantiles, and against those scaled by 24-bar σ. */
  pinball80SkillUnconditional: MeasuredSchema.nullable(),
  pinball80SkillScaled: MeasuredSchema.nullable(),
  maeSkill: MeasuredSchema.nullable(),
  coverage80: MeasuredSchema.nullable(),
  coverage95: MeasuredSchema.nullable(),
  qlike: z.number().nullable(),
  /** 1 − QLIKE / that of `har`. */
  qlikeSkillHar: MeasuredSchema.nullable(),
});
export type HorizonMetrics = z.infer<typeof HorizonMetricsSchema>;

/** Figures of the three-class call over five bars, in the last fold. */
export const DirectionMetricsSchema = z.object({
  n: z.number().int().nonnegative(),
  logLossSkill: MeasuredSchema,
  brierSkill: MeasuredSchema,
  balancedAccuracy: z.number(),
  aucUpGivenMove: MeasuredSchema,
  accuracyUpGivenMove: z.number(),
  /** Over class frequencies by decile of 24-bar σ: what is left when volatility is known. */
  logLossSkillBySigma: MeasuredSchema,
  ece: z.number(),
  /** Mean log return a call after 10 bp, acting on calls of up and down alone. */
  costAdjusted: MeasuredSchema.nullable(),
  /** Class-wise, 15 equal-mass bins, pooled: mean forecast, observed frequency, n. */
  reliability: z.array(
    z.object({ forecast: z.number(), observed: z.number(), n: z.number().int().nonnegative() }),
  ),
});
export type DirectionMetrics = z.infer<typeof DirectionMetricsSchema>;

export const ModelMetricsSchema = z.object({
  /** The fold's test rows were issued in [from, to), epoch ms. */
  from: z.number().int(),
  to: z.number().int(),
  horizons: z.array(HorizonMetricsSchema),
  direction: DirectionMetricsSchema.nullable(),
});
export type ModelMetrics = z.infer<typeof ModelMetricsSchema>;

/** A trained file: one model, one timeframe, all coins. */
export const ModelEntrySchema = z.object({
  model: z.enum(LEARNED_MODEL_IDS),
  timeframe: z.enum(MODEL_TIMEFRAMES),
  /** Beside the manifest, and under `models/` in R2: `lightgbm-1h.onnx`. */
  file: z.string().regex(/^[a-z0-9_.-]+\.onnx$/),
  sha256: HexSchema,
  bytes: z.number().int().positive(),
  /** The first 12 digits of `sha256`: what answers and logs call this version. */
  version: z.string(),
  /** Which of the graph's inputs it takes. */
  inputs: z.array(z.enum(["features", "bars", "coin"])),
  /** Names of the tabular features, in the order of the input; must be those that the app computes. */
  features: z.array(z.string()),
  /** Of `market/forecast/inputs`: another version's inputs are not fed to it. */
  inputVersion: z.number().int().positive(),
  /** Final bars that the features are folded from, and the length of `bars`. */
  window: z.number().int().positive(),
  sequence: z.number().int().positive(),
  horizons: z.array(z.number().int().positive()),
  /** Symbols by their number in the graph's table of scalers: the first has 1. Number 0 is any other (`coinNumber`). */
  coins: z.array(z.string()),
  /** First and last bar that it was fitted on, open times, epoch ms. */
  trainedFrom: z.number().int(),
  trainedTo: z.number().int(),
  trainedAt: z.number().int(),
  /** SHA-256 of the training data, and of the recipe (code and hyper-parameters) as it was frozen. */
  dataHash: HexSchema,
  recipeHash: HexSchema,
  /** Of the file that the last fold was scored with: the same recipe, fitted on less. */
  evaluatedSha256: HexSchema,
  metrics: ModelMetricsSchema,
});
export type ModelEntry = z.infer<typeof ModelEntrySchema>;

/** Weights of an output's members by model; not negative, their sum 1. */
const WeightsSchema = z.record(z.string(), z.number().min(0).max(1));

/** What a timeframe needs besides its files. */
export const TimeframeEntrySchema = z.object({
  timeframe: z.enum(MODEL_TIMEFRAMES),
  /** Of each horizon: whose quantiles and variances make `ml_ensemble`'s, from validation folds. */
  quantileWeights: z.array(z.object({ horizon: z.number().int(), weights: WeightsSchema })),
  varianceWeights: z.array(z.object({ horizon: z.number().int(), weights: WeightsSchema })),
  directionWeights: WeightsSchema,
  /** Class frequencies of the training rows (down, neutral, up) and, by horizon, quantiles of their log returns. */
  classPrior: z.array(z.number()).length(3),
  references: z.array(
    z.object({
      horizon: z.number().int(),
      quantiles: QuantilesSchema,
      /** Of log returns over 24-bar σ. */
      scaledQuantiles: QuantilesSchema,
    }),
  ),
  /** Class frequencies by decile of 24-bar σ: nine inner edges, ten rows of three. */
  sigmaEdges: z.array(z.number()).length(9),
  sigmaPriors: z.array(z.array(z.number()).length(3)).length(10),
  /** By feature, in their order: nine inner edges of the training rows' deciles. What drift is measured against. */
  featureDeciles: z.array(z.array(z.number()).length(9)),
  /** Of `ml_ensemble` and of `har` and `naive`, in the last fold. */
  metrics: z.record(z.string(), ModelMetricsSchema),
});
export type TimeframeEntry = z.infer<typeof TimeframeEntrySchema>;

export const ModelManifestSchema = z.object({
  format: z.literal(1),
  /** Grows with each training. */
  revision: z.number().int().positive(),
  createdAt: z.number().int(),
  /** The last bar of training anywhere, and how long after it rows are not used for evaluation, ms. */
  trainedTo: z.number().int(),
  embargoMs: z.number().int().nonnegative(),
  models: z.array(ModelEntrySchema),
  timeframes: z.array(TimeframeEntrySchema),
});
export type ModelManifest = z.infer<typeof ModelManifestSchema>;

/**
 * Forecasts of a timeframe that are issued from here on rest on nothing that was trained on ([FC-88]): the last bar of
 * training has closed, and the embargo has passed.
 */
export function endOfTraining(
  { trainedTo, embargoMs }: Pick<ModelManifest, "trainedTo" | "embargoMs">,
  timeframe: Timeframe,
): EpochMs {
  return trainedTo + TIMEFRAME_MS[timeframe] + embargoMs;
}

/** Where R2 has the manifest, and what stands before the names of its files. */
export const MODELS_PREFIX = "models/";
export const MODEL_MANIFEST_KEY = `${MODELS_PREFIX}manifest.json`;
