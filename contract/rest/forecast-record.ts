import { z } from "zod";
import { DirectionMetricsSchema, HorizonMetricsSchema } from "../models.ts";
import { SymbolNameSchema } from "../symbol.ts";
import { EpochMsSchema } from "./bar.ts";
import {
  BacktestSchema,
  bars,
  DirectionClassSchema,
  disclaimer,
  FallbackReasonSchema,
  ForecastTimeframeSchema,
  LiveDirectionWindowsSchema,
  LiveHorizonWindowsSchema,
  LogQuantilesSchema,
  ModelIdSchema,
  PriceQuantilesSchema,
  ProbabilitiesSchema,
  price,
} from "./forecasts.ts";

/** Measured figures of one model: before it was deployed, and since. */
export const ModelPerformanceSchema = z
  .object({
    model: ModelIdSchema,
    version: z.string().nullable(),
    backtest: BacktestSchema.nullable(),
    horizons: z.array(
      z.object({
        horizon: bars,
        walkForward: HorizonMetricsSchema.nullable().meta({ description: "Of all coins together." }),
        noSkill: z.boolean().nullable().meta({ description: "Its interval of pinball skill holds zero." }),
        live: LiveHorizonWindowsSchema,
      }),
    ),
    direction: z.object({
      walkForward: DirectionMetricsSchema.nullable(),
      noSkill: z.boolean().nullable(),
      live: LiveDirectionWindowsSchema,
    }),
  })
  .meta({ id: "ModelPerformance" });
export type ModelPerformance = z.infer<typeof ModelPerformanceSchema>;

export const ForecastPerformanceSchema = z
  .object({
    timeframe: ForecastTimeframeSchema,
    symbol: SymbolNameSchema.nullable().meta({ description: "Whose live record; null: all coins pooled." }),
    horizon: bars.nullable(),
    models: z.array(ModelPerformanceSchema),
    leastN: z.number().int().meta({ description: "Below it a live score is hidden." }),
    asOf: EpochMsSchema,
    disclaimer,
  })
  .meta({ id: "ForecastPerformance" });
export type ForecastPerformance = z.infer<typeof ForecastPerformanceSchema>;

/** What came of a forecast. */
export const OutcomeSchema = z
  .object({
    state: z
      .enum(["waiting", "scored", "gap"])
      .meta({ description: "`gap`: bars of the horizon are missing; never scored." }),
    close: price.nullable(),
    logReturn: z.number().nullable(),
    variance: z.number().nullable().meta({ description: "Realised, as `variance` was forecast." }),
    class: DirectionClassSchema.nullable(),
    inside80: z.boolean().nullable(),
    inside95: z.boolean().nullable(),
  })
  .meta({ id: "ForecastOutcome" });

export const LoggedForecastSchema = z
  .object({
    openTime: EpochMsSchema,
    issuedAt: EpochMsSchema,
    targetTime: EpochMsSchema,
    loggedAt: EpochMsSchema,
    close: price,
    servedBy: ModelIdSchema,
    fallbackReason: FallbackReasonSchema.nullable(),
    version: z.string(),
    quantiles: LogQuantilesSchema.nullable(),
    prices: PriceQuantilesSchema.nullable(),
    variance: z.number().nullable(),
    probabilities: ProbabilitiesSchema.nullable().meta({ description: "At the direction's horizon only." }),
    outcome: OutcomeSchema,
  })
  .meta({ id: "LoggedForecast" });

export const ForecastHistorySchema = z
  .object({
    symbol: SymbolNameSchema,
    timeframe: ForecastTimeframeSchema,
    model: ModelIdSchema,
    horizon: bars,
    forecasts: z.array(LoggedForecastSchema).meta({ description: "Newest first, as they were logged." }),
    cursor: z.string().nullable(),
    disclaimer,
  })
  .meta({ id: "ForecastHistory" });
export type ForecastHistory = z.infer<typeof ForecastHistorySchema>;
