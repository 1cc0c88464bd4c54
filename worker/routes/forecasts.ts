import { createRoute, OpenAPIHono, z } from "@hono/zod-openapi";
import { WickError } from "../../contract/errors.ts";
import { ForecastExplanationSchema, ForecastModelsSchema } from "../../contract/rest/forecast-models.ts";
import { ForecastHistorySchema, ForecastPerformanceSchema } from "../../contract/rest/forecast-record.ts";
import {
  FORECAST_DISCLAIMER,
  ForecastListSchema,
  ForecastTimeframeSchema,
  ModelIdSchema,
} from "../../contract/rest/forecasts.ts";
import { DIRECTION_HORIZON, MODEL_TIMEFRAMES } from "../../market/forecast/horizons.ts";
import type { AppEnv } from "../app-env.ts";
import { servePage } from "../respond.ts";
import { jsonOr } from "./responses.ts";

const tags = ["forecasts"];
const params = z.object({
  symbol: z.string().min(1).max(40).meta({ description: "Or a coin.", example: "BTCUSDT" }),
});
const modelTimeframe = z.enum(MODEL_TIMEFRAMES).default("1h");
const horizon = z.coerce
  .number()
  .int()
  .min(1)
  .max(100)
  .meta({ description: "In bars: 1, 5 or 24 at 1h; 1 or 5 else." });

const list = createRoute({
  method: "get",
  path: "/api/forecasts",
  tags,
  summary: "What comes next: intervals, direction and volatility of coins, and what that is worth",
  description:
    "Of the last final bar, by the model that was asked for or by the one that stands in for it, which it says. " +
    `docs/spec/forecasts.md tells how it is made and measured. ${FORECAST_DISCLAIMER}`,
  request: {
    query: z.object({
      symbols: z
        .string()
        .min(1)
        .max(1_000)
        .optional()
        .meta({ description: "Symbols or coins, comma between; all when absent.", example: "BTC,ETH" }),
      model: ModelIdSchema.default("ml_ensemble"),
      timeframe: ForecastTimeframeSchema.default("1h"),
      horizon: horizon.optional(),
    }),
  },
  responses: jsonOr(ForecastListSchema, "The forecasts, in the order of the symbols"),
});

const models = createRoute({
  method: "get",
  path: "/api/forecasts/models",
  tags,
  summary: "Which models serve which coins, their versions, ages and states",
  responses: jsonOr(ForecastModelsSchema, "The registry"),
});

const performance = createRoute({
  method: "get",
  path: "/api/forecasts/performance",
  tags,
  summary: "What forecasts were worth: measured before deployment, and scored since",
  description:
    "Live scores are against naive, as it was logged at the same time, over 30 days and since the version was " +
    `deployed; hidden below 100 scored forecasts. ${FORECAST_DISCLAIMER}`,
  request: {
    query: z.object({
      model: ModelIdSchema.optional().meta({ description: "All when absent." }),
      timeframe: modelTimeframe,
      symbol: z
        .string()
        .min(1)
        .max(40)
        .optional()
        .meta({ description: "Or a coin; all pooled when absent." }),
      horizon: horizon.optional(),
    }),
  },
  responses: jsonOr(ForecastPerformanceSchema, "The figures by model"),
});

const history = createRoute({
  method: "get",
  path: "/api/forecasts/history/{symbol}",
  tags,
  summary: "Forecasts as they were logged, with what came of them, newest first",
  description: FORECAST_DISCLAIMER,
  request: {
    params,
    query: z.object({
      model: ModelIdSchema.default("ml_ensemble"),
      timeframe: modelTimeframe,
      horizon: horizon.default(DIRECTION_HORIZON),
      limit: z.coerce.number().int().min(1).max(500).default(100),
      cursor: z
        .string()
        .regex(/^\d{1,15}$/, { message: "unknown cursor" })
        .optional(),
    }),
  },
  responses: jsonOr(ForecastHistorySchema, "The forecasts"),
});

const explain = createRoute({
  method: "get",
  path: "/api/forecasts/explain/{symbol}",
  tags,
  summary: "What moved a forecast: how it would be with a group of its inputs made ordinary",
  description: `Of trained models and the ensemble. Costly. ${FORECAST_DISCLAIMER}`,
  request: {
    params,
    query: z.object({
      model: ModelIdSchema.default("ml_ensemble"),
      timeframe: modelTimeframe,
      horizon: horizon.default(DIRECTION_HORIZON),
    }),
  },
  responses: jsonOr(ForecastExplanationSchema, "The changes, the largest first"),
});

const notYet = () => {
  throw new WickError("unavailable", "Forecasts are not served yet.");
};

export const forecastRoutes = new OpenAPIHono<AppEnv>()
  .openapi(list, async (c) => await servePage<z.infer<typeof ForecastListSchema>>(c, notYet))
  .openapi(models, async (c) => await servePage<z.infer<typeof ForecastModelsSchema>>(c, notYet))
  .openapi(performance, async (c) => await servePage<z.infer<typeof ForecastPerformanceSchema>>(c, notYet))
  .openapi(history, async (c) => await servePage<z.infer<typeof ForecastHistorySchema>>(c, notYet))
  .openapi(explain, async (c) => await servePage<z.infer<typeof ForecastExplanationSchema>>(c, notYet));
