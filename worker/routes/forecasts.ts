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
import {
  DIRECTION_HORIZON,
  type ForecastTimeframe,
  horizonsOf,
  MODEL_TIMEFRAMES,
} from "../../market/forecast/horizons.ts";
import { readDrift } from "../../platform/d1/forecast-drift.ts";
import { newestForecasts, readForecastLog } from "../../platform/d1/forecast-log.ts";
import type { SymbolRow } from "../../platform/d1/schema/symbols.ts";
import type { AppEnv } from "../app-env.ts";
import { explainForecast } from "../forecasts/explain.ts";
import { forecastList } from "../forecasts/forecast-list.ts";
import { historyView } from "../forecasts/history-view.ts";
import { liveScores } from "../forecasts/live-scores.ts";
import { modelsView } from "../forecasts/models-view.ts";
import { performanceView } from "../forecasts/performance-view.ts";
import { routePorts } from "../forecasts/route-ports.ts";
import type { SeriesDrift } from "../forecasts/series-drift.ts";
import { takeCostly } from "../middleware/costly.ts";
import { fromStore } from "../pairs/stored.ts";
import type { Registry } from "../registry.ts";
import { CACHE_CONTROL, servePage } from "../respond.ts";
import { jsonOr } from "./responses.ts";

const tags = ["forecasts"];
const MOST_SYMBOLS = 50;
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

/** In the isolate: a new price, and a new forecast, are seen a second later at the latest. */
const BRIEF = { freshMs: 1_000, staleMs: 0 };
/** Records move once a bar. */
const STEADY = { freshMs: 15_000, staleMs: 0 };
/** Six runs of every model, of which each moves once a bar. */
const EXPLAIN_UNITS = 2;

export const forecastRoutes = new OpenAPIHono<AppEnv>()
  .openapi(list, async (c) => {
    const { symbols, model, timeframe, horizon } = c.req.valid("query");
    return await servePage<z.infer<typeof ForecastListSchema>>(c, async () => {
      const asked = horizonOf(timeframe, horizon);
      const rows = await askedSymbols(c.var.isolate.registry, symbols);
      const wish = { rows, model, timeframe, horizon: asked ?? null };
      const ports = routePorts(c.env, c.var.isolate);
      const page = await forecastList(ports, c.var.isolate.board, wish);
      return { text: JSON.stringify(page), cacheControl: CACHE_CONTROL.forming, policy: BRIEF };
    });
  })
  .openapi(models, async (c) =>
    servePage<z.infer<typeof ForecastModelsSchema>>(c, async () => {
      const { registry, models } = c.var.isolate;
      const rows = await registry.active();
      const series = rows.flatMap(({ symbol }) =>
        MODEL_TIMEFRAMES.map((timeframe) => [symbol, timeframe] as const),
      );
      const [state, logged, drift] = await Promise.all([
        models.models.current(),
        fromStore(newestForecasts(c.env.DB, series)),
        fromStore(readDrift<SeriesDrift>(c.env.DB, series)),
      ]);
      const page = modelsView({ rows, models: state, logged, drift, now: Date.now() });
      return { text: JSON.stringify(page), cacheControl: CACHE_CONTROL.closed, policy: STEADY };
    }),
  )
  .openapi(performance, async (c) => {
    const { model = null, timeframe, symbol: name, horizon } = c.req.valid("query");
    return await servePage<z.infer<typeof ForecastPerformanceSchema>>(c, async () => {
      const asked = horizonOf(timeframe, horizon) ?? null;
      const { registry, models } = c.var.isolate;
      const symbol = name === undefined ? null : (await registry.resolve(name)).symbol;
      const [state, scores] = await Promise.all([
        models.models.current(),
        fromStore(liveScores(c.env.DB, timeframe, symbol)),
      ]);
      const wish = { model, timeframe, symbol, horizon: asked };
      const page = performanceView(wish, state.manifest, scores, Date.now());
      return { text: JSON.stringify(page), cacheControl: CACHE_CONTROL.closed, policy: STEADY };
    });
  })
  .openapi(history, async (c) => {
    const { model, timeframe, horizon, limit, cursor } = c.req.valid("query");
    return await servePage<z.infer<typeof ForecastHistorySchema>>(c, async () => {
      const asked = horizonOf(timeframe, horizon) ?? DIRECTION_HORIZON;
      const { symbol } = await c.var.isolate.registry.resolve(c.req.valid("param").symbol);
      const before = cursor === undefined ? Number.MAX_SAFE_INTEGER : Number(cursor);
      const rows = await fromStore(readForecastLog(c.env.DB, symbol, timeframe, before, limit));
      const last = rows.length < limit ? undefined : rows.at(-1);
      const page: z.infer<typeof ForecastHistorySchema> = {
        ...{ symbol, timeframe, model, horizon: asked },
        forecasts: rows.flatMap((row) => historyView(row, model, asked)),
        cursor: last === undefined ? null : String(last.openTime),
        disclaimer: FORECAST_DISCLAIMER,
      };
      return { text: JSON.stringify(page), cacheControl: CACHE_CONTROL.closed, policy: BRIEF };
    });
  })
  .openapi(explain, async (c) => {
    const { model, timeframe, horizon } = c.req.valid("query");
    return await servePage<z.infer<typeof ForecastExplanationSchema>>(c, async () => {
      const asked = horizonOf(timeframe, horizon) ?? DIRECTION_HORIZON;
      const row = await c.var.isolate.registry.resolve(c.req.valid("param").symbol);
      takeCostly(c, EXPLAIN_UNITS);
      const wish = { row, model, timeframe, horizon: asked };
      const page = await explainForecast(routePorts(c.env, c.var.isolate), wish);
      return { text: JSON.stringify(page), cacheControl: CACHE_CONTROL.closed, policy: STEADY };
    });
  });

/** @throws WickError invalid_input where the timeframe has no such horizon. */
function horizonOf(timeframe: ForecastTimeframe, horizon: number | undefined): number | undefined {
  const known = horizonsOf(timeframe);
  if (horizon === undefined || known.includes(horizon)) return horizon;
  const errors = [{ path: "horizon", message: `one of ${known.join(", ")} at ${timeframe}` }];
  throw new WickError("invalid_input", "The query is not valid.", { errors });
}

/** @param symbols names or coins, comma between; all active ones when absent. @throws WickError unknown_symbol */
async function askedSymbols(registry: Registry, symbols: string | undefined): Promise<readonly SymbolRow[]> {
  if (symbols === undefined) return await registry.active();
  const names = [...new Set(symbols.split(",").map((name) => name.trim()))].filter((name) => name !== "");
  if (names.length === 0 || names.length > MOST_SYMBOLS) {
    const errors = [{ path: "symbols", message: `1 to ${MOST_SYMBOLS} symbols` }];
    throw new WickError("invalid_input", "The query is not valid.", { errors });
  }
  const rows = await Promise.all(names.map((name) => registry.resolve(name)));
  return [...new Map(rows.map((row) => [row.symbol, row])).values()];
}
