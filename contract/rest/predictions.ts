import { z } from "zod";
import { PredictionSchema } from "../webhooks/strategy.ts";
import { EpochMsSchema } from "./bar.ts";
import { ForecastTimeframeSchema, ModelIdSchema } from "./forecasts.ts";

export const PredictionRequestSchema = z
  .object({
    symbol: z.string().min(1).max(40).meta({ description: "Or a coin.", example: "BTCUSDT" }),
    timeframe: ForecastTimeframeSchema.default("1h"),
    model: ModelIdSchema.default("ml_ensemble"),
  })
  .meta({ id: "PredictionRequest" });

/** How it stands with sending a prediction on. */
export const ForwardingSchema = z
  .object({
    status: z
      .enum(["not_configured", "pending", "delivered", "given_up", "gone"])
      .meta({ description: "`pending`: it is tried again; `gone`: the receiver wants nothing more (410)." }),
    attempts: z.number().int(),
    httpStatus: z
      .number()
      .int()
      .nullable()
      .meta({ description: "Of the last attempt; null without answer." }),
    nextAt: EpochMsSchema.nullable().meta({ description: "When it is tried again." }),
  })
  .meta({ id: "Forwarding" });
export type Forwarding = z.infer<typeof ForwardingSchema>;

export const PredictionAnswerSchema = z
  .object({ prediction: PredictionSchema, strategy: ForwardingSchema })
  .meta({ id: "PredictionAnswer" });
export type PredictionAnswer = z.infer<typeof PredictionAnswerSchema>;
