import { createRoute, OpenAPIHono, z } from "@hono/zod-openapi";
import { WickError } from "../../contract/errors.ts";
import { TimeframeSchema } from "../../contract/rest/bar.ts";
import { IndicatorCatalogSchema, IndicatorPageSchema } from "../../contract/rest/indicators.ts";
import { type ChosenIndicator, chosenCore } from "../../market/indicators/catalog/catalog.ts";
import { readRequest } from "../../market/indicators/catalog/request.ts";
import { TIMEFRAME_MS } from "../../market/time/timeframe.ts";
import type { AppEnv } from "../app-env.ts";
import { barQueryOf, nextCursor } from "../bars/bar-request.ts";
import { indicatorUnits, MOST_UNITS } from "../indicators/indicator-cost.ts";
import { indicatorPage } from "../indicators/indicator-page.ts";
import { indicatorCatalog, indicatorCsv, indicatorJson } from "../indicators/indicator-text.ts";
import { takeCostly } from "../middleware/costly.ts";
import { CACHE_CONTROL, CSV_TYPE, JSON_TYPE, servePage } from "../respond.ts";
import { BARS, BarQuerySchema } from "./bar-handler.ts";
import { jsonOr } from "./responses.ts";

const MAX_INDICATORS = 40;
const MAX_BARS = 10_000;
/** Numbers in one answer: some 10 MB. */
const MAX_NUMBERS = 500_000;

const catalog = createRoute({
  method: "get",
  path: "/api/analysis/indicators",
  tags: ["analysis"],
  summary: "The catalog of indicators: parameters, outputs, units, warm-up",
  responses: jsonOr(IndicatorCatalogSchema, "The catalog"),
});

const { 200: page, default: problem } = jsonOr(IndicatorPageSchema, "Values and readings, newest last");
const { from, to, cursor } = BarQuerySchema.shape;

const indicators = createRoute({
  method: "get",
  path: "/api/analysis/indicators/{symbol}",
  tags: ["analysis"],
  summary: "Indicators of a symbol's bars: the latest values in words, and their series",
  request: {
    params: z.object({
      symbol: z.string().min(1).max(40).meta({ description: "Or a coin.", example: "BTCUSDT" }),
    }),
    query: z.object({
      timeframe: TimeframeSchema.default("1m"),
      indicators: z
        .string()
        .max(2_000)
        .default("")
        .meta({
          description: `Up to ${MAX_INDICATORS} of the catalog, parameters in its order or by name; the core set unless told.`,
          example: "rsi(14),bollinger(period=20,deviations=2.5),ema(200)",
        }),
      ...{ from, to, cursor },
      limit: z.coerce.number().int().min(1).max(MAX_BARS).default(BARS).meta({ description: "Bars a page." }),
      forming: z.enum(["true", "false"]).default("false").meta({
        description: "Also the bar that still forms, as the last one; then `final` is false.",
      }),
      format: z.enum(["json", "csv"]).default("json"),
    }),
  },
  responses: {
    200: { ...page, content: { ...page.content, "text/csv": { schema: z.string() } } },
    default: problem,
  },
});

/** In the isolate: a correction is seen a second later at the latest. */
const BRIEF = { freshMs: 1_000, staleMs: 0 };
/** The catalog changes with the code alone. */
const LASTING = { freshMs: 3_600_000, staleMs: 0 };

/** @throws WickError invalid_input */
function chosenOf(text: string, limit: number): readonly ChosenIndicator[] {
  const { chosen, problems } = readRequest(text);
  const refuse = (path: string, message: string) => {
    throw new WickError("invalid_input", "The query is not valid.", { errors: [{ path, message }] });
  };
  if (problems.length > 0) {
    throw new WickError("invalid_input", "The query is not valid.", {
      errors: problems.slice(0, MAX_INDICATORS).map(({ index, message }) => ({
        path: `indicators.${index}`,
        message,
      })),
    });
  }
  if (chosen.length > MAX_INDICATORS) refuse("indicators", `must be at most ${MAX_INDICATORS}`);
  const wanted = chosen.length === 0 ? chosenCore() : chosen;
  const outputs = wanted.reduce((sum, { entry }) => sum + entry.outputs.length, 0);
  if (outputs * limit > MAX_NUMBERS) {
    refuse("limit", `must be at most ${Math.floor(MAX_NUMBERS / outputs)} for so many indicators`);
  }
  return wanted;
}

/** One answer must not keep the isolate from all others. */
function tooMuch(): WickError {
  const message = "too many bars for such long indicators: ask for fewer of either";
  return new WickError("invalid_input", "The query is not valid.", { errors: [{ path: "limit", message }] });
}

export const indicatorRoutes = new OpenAPIHono<AppEnv>()
  .openapi(catalog, async (c) =>
    servePage<z.infer<typeof IndicatorCatalogSchema>>(c, async () => ({
      text: JSON.stringify(indicatorCatalog()),
      cacheControl: CACHE_CONTROL.stable,
      policy: LASTING,
    })),
  )
  .openapi(indicators, async (c) => {
    const wish = c.req.valid("query");
    return await servePage<z.infer<typeof IndicatorPageSchema>>(c, async () => {
      const { timeframe, limit } = wish;
      const query = barQueryOf({ ...wish, forming: wish.forming === "true" });
      const chosen = chosenOf(wish.indicators, limit);
      const { registry, history } = c.var.isolate;
      const { symbol, feed } = await registry.resolve(c.req.valid("param").symbol);
      const units = indicatorUnits(chosen, timeframe, limit);
      if (units > MOST_UNITS) throw tooMuch();
      if (units > 0) takeCostly(c, units);
      const found = await indicatorPage(history, { symbol, feed, timeframe }, query, chosen);
      const now = Date.now();
      // Never immutable: a correction of older bars may change a value of any age.
      const isClosed = query.to !== undefined && query.to + TIMEFRAME_MS[timeframe] < now;
      const next = nextCursor(query, found.page);
      return {
        text:
          wish.format === "csv"
            ? indicatorCsv(found)
            : JSON.stringify(indicatorJson({ symbol, timeframe }, found, next, now)),
        contentType: wish.format === "csv" ? CSV_TYPE : JSON_TYPE,
        cacheControl: isClosed && found.complete ? CACHE_CONTROL.closed : CACHE_CONTROL.forming,
        policy: BRIEF,
      };
    });
  });
