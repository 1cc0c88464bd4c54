import { z } from "zod";
import { SymbolNameSchema } from "../symbol.ts";
import { EpochMsSchema } from "./bar.ts";
import {
  bars,
  disclaimer,
  FallbackReasonSchema,
  ForecastTimeframeSchema,
  ModelIdSchema,
  ProbabilitiesSchema,
} from "./forecasts.ts";

export const DriftSchema = z
  .object({
    psi: z
      .number()
      .meta({ description: "Population stability index of the features; docs/spec/forecasts.md." }),
    action: z
      .enum(["none", "halved", "withdrawn"])
      .meta({ description: "Above .25 halved, above .5 withdrawn." }),
    n: z.number().int().meta({ description: "Logged bars that it was measured on." }),
    at: EpochMsSchema,
  })
  .meta({ id: "ForecastDrift" });

export const ModelStateSchema = z
  .enum(["ok", "missing", "hash_mismatch", "failed", "withdrawn", "halved", "unknown"])
  .meta({ description: "`unknown`: it has not been asked yet, or bars are too few or too old to ask it." });

/** A model of a timeframe, as it is registered. */
export const RegisteredModelSchema = z
  .object({
    model: ModelIdSchema,
    timeframe: ForecastTimeframeSchema,
    kind: z.enum(["baseline", "learned", "ensemble"]),
    version: z.string().nullable().meta({ description: "Null: there is no such file." }),
    state: ModelStateSchema.meta({
      description: "As of the newest forecasts of the timeframe, the worst of coins.",
    }),
    detail: z.string().nullable(),
    horizons: z.array(bars),
    says: z.object({ quantiles: z.boolean(), variance: z.boolean(), direction: z.boolean() }),
    artifactAt: EpochMsSchema.nullable().meta({ description: "When it was trained." }),
    trainedFrom: EpochMsSchema.nullable(),
    trainedTo: EpochMsSchema.nullable(),
    bytes: z.number().int().nullable(),
    sha256: z.string().nullable(),
  })
  .meta({ id: "RegisteredModel" });

/** Which models serve a coin in a timeframe, as of its newest forecast. */
export const CoinModelsSchema = z
  .object({
    symbol: SymbolNameSchema,
    coin: z.string().meta({ example: "bitcoin" }),
    timeframe: ForecastTimeframeSchema,
    trained: z
      .boolean()
      .meta({ description: "false: the models do not know this coin, and treat it as any." }),
    issuedAt: EpochMsSchema.nullable().meta({ description: "Of its newest logged forecast." }),
    artifactAt: EpochMsSchema.nullable().meta({
      description: "Training time of the newest file that serves it.",
    }),
    models: z.array(
      z.object({ model: ModelIdSchema, state: ModelStateSchema, reason: FallbackReasonSchema.nullable() }),
    ),
    drift: DriftSchema.nullable(),
  })
  .meta({ id: "CoinModels" });

export const ForecastModelsSchema = z
  .object({
    manifest: z
      .object({
        etag: z.string(),
        revision: z.number().int(),
        createdAt: EpochMsSchema,
        trainedTo: EpochMsSchema,
        readAt: EpochMsSchema,
      })
      .nullable()
      .meta({ description: "Null: no models are in the store; baselines serve." }),
    problem: z.string().nullable().meta({ description: "Why the newest manifest is not the one in use." }),
    models: z.array(RegisteredModelSchema),
    coins: z.array(CoinModelsSchema),
    asOf: EpochMsSchema,
    disclaimer,
  })
  .meta({ id: "ForecastModels" });
export type ForecastModels = z.infer<typeof ForecastModelsSchema>;

/** What a forecast would have been, had a group of inputs been ordinary. */
export const OcclusionSchema = z
  .object({
    group: z.enum(["trend", "momentum", "volatility", "volume", "recentBars"]),
    title: z.string(),
    inputs: z.array(z.string()).meta({ description: "Names of the features; of `recentBars` the channels." }),
    up: z.number().nullable().meta({ description: "P(up) as forecast, less P(up) without the group." }),
    down: z.number().nullable(),
    median: z.number().nullable().meta({ description: "Log return: as forecast, less without." }),
    width80: z
      .number()
      .nullable()
      .meta({ description: "Width of the 80 % interval, in log returns: as forecast, less without." }),
  })
  .meta({ id: "ForecastOcclusion" });

export const ForecastExplanationSchema = z
  .object({
    symbol: SymbolNameSchema,
    timeframe: ForecastTimeframeSchema,
    model: ModelIdSchema,
    version: z.string(),
    horizon: bars,
    openTime: EpochMsSchema,
    issuedAt: EpochMsSchema,
    base: z.object({
      probabilities: ProbabilitiesSchema.nullable(),
      median: z.number().nullable(),
      width80: z.number().nullable(),
    }),
    groups: z.array(OcclusionSchema).meta({ description: "The one that moved the forecast most first." }),
    method: z.string(),
    disclaimer,
  })
  .meta({ id: "ForecastExplanation" });
export type ForecastExplanation = z.infer<typeof ForecastExplanationSchema>;
