import { z } from "zod";
import { EpochMsSchema } from "../rest/bar.ts";
import { FeatureRowSchema } from "../rest/features.ts";
import { ForecastSchema, ForecastTimeframeSchema, ModelIdSchema } from "../rest/forecasts.ts";
import { SymbolNameSchema } from "../symbol.ts";

/** What a strategy is told of: everything that was known of one final bar when it was asked for. */
export const PredictionSchema = z
  .object({
    id: z.string().meta({ description: "The `webhook-id` it is sent on under.", example: "pred_4f0c" }),
    createdAt: EpochMsSchema,
    symbol: SymbolNameSchema,
    timeframe: ForecastTimeframeSchema,
    model: ModelIdSchema.meta({ description: "Who was asked; `forecast` says who answered, and why." }),
    openTime: EpochMsSchema.meta({ description: "Of the last final bar, which all of it speaks from." }),
    technical: FeatureRowSchema.nullable().meta({
      description: "Of that bar, all of the catalog; null where it could not be read.",
    }),
    technicalVersion: z.number().int().meta({ description: "Of the catalog of features." }),
    sentiment: z
      .object({
        day: z.string().meta({ example: "2026-11-21" }),
        version: z.number().int(),
        values: z.record(z.string(), z.number().nullable()),
      })
      .nullable()
      .meta({ description: "Of the coin's newest day with news, up to that bar; null where there is none." }),
    forecast: ForecastSchema,
    disclaimer: z.string(),
  })
  .meta({ id: "Prediction" });
export type Prediction = z.infer<typeof PredictionSchema>;

/** Of the payload. A field may be added within a version; none is taken away or changes its meaning. */
export const STRATEGY_PAYLOAD_VERSION = 1;

/** The body of a message to the strategy webhook. */
export const StrategyPayloadSchema = z
  .object({
    type: z.literal("prediction.created"),
    version: z.literal(STRATEGY_PAYLOAD_VERSION),
    timestamp: z.iso.datetime().meta({ description: "When it was predicted: `data.createdAt` in words." }),
    data: PredictionSchema,
  })
  .meta({ id: "StrategyPayload" });
export type StrategyPayload = z.infer<typeof StrategyPayloadSchema>;
