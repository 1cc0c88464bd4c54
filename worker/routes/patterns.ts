import { createRoute, OpenAPIHono, z } from "@hono/zod-openapi";
import { WickError } from "../../contract/errors.ts";
import { TimeframeSchema } from "../../contract/rest/bar.ts";
import {
  BiasSchema,
  DetectionListSchema,
  PatternCatalogSchema,
  PatternIdSchema,
} from "../../contract/rest/patterns.ts";
import { PATTERN_IDS } from "../../market/patterns/detection.ts";
import { TIMEFRAME_MS } from "../../market/time/timeframe.ts";
import type { AppEnv } from "../app-env.ts";
import { takeCostly } from "../middleware/costly.ts";
import { readPatternCursor } from "../patterns/pattern-cursor.ts";
import { patternPage } from "../patterns/pattern-page.ts";
import { detectionList, patternCatalog } from "../patterns/pattern-text.ts";
import { CACHE_CONTROL, servePage } from "../respond.ts";
import { TimeQuerySchema } from "./bar-handler.ts";
import { jsonOr } from "./responses.ts";

const MAX_DETECTIONS = 1_000;

const detections = createRoute({
  method: "get",
  path: "/api/patterns/{symbol}",
  tags: ["analysis"],
  summary: "Candlestick patterns that a symbol's final bars completed, newest first",
  request: {
    params: z.object({
      symbol: z.string().min(1).max(40).meta({ description: "Or a coin.", example: "BTCUSDT" }),
    }),
    query: z.object({
      timeframe: TimeframeSchema.default("1h"),
      from: TimeQuerySchema.meta({ description: "First open time of the completing bar, ms, inclusive." }),
      to: TimeQuerySchema.meta({ description: "Last open time of the completing bar, ms, inclusive." }),
      limit: z.coerce.number().int().min(1).max(MAX_DETECTIONS).default(100),
      cursor: z.string().max(64).optional().meta({ description: "Of the page before, with the same query." }),
      patterns: z
        .string()
        .max(1_000)
        .optional()
        .transform((text) => text?.split(",").filter(Boolean))
        .pipe(z.array(PatternIdSchema).min(1).max(PATTERN_IDS.length).optional())
        .meta({ description: "A comma list of patterns; all when absent.", example: "hammer,morningStar" }),
      signal: BiasSchema.optional(),
      minStrength: z.coerce.number().int().min(1).max(100).default(1),
    }),
  },
  responses: jsonOr(DetectionListSchema, "The detections, newest first"),
});

const catalog = createRoute({
  method: "get",
  path: "/api/patterns",
  tags: ["analysis"],
  summary: "The patterns that are looked for, and their rules in words",
  responses: jsonOr(PatternCatalogSchema, "The catalog"),
});

/** In the isolate: a new bar or a correction is seen a second later at the latest. */
const BRIEF = { freshMs: 1_000, staleMs: 0 };
/** The catalog changes with the code alone. */
const LASTING = { freshMs: 3_600_000, staleMs: 0 };

export const patternRoutes = new OpenAPIHono<AppEnv>()
  .openapi(detections, async (c) => {
    const { timeframe, cursor, ...wish } = c.req.valid("query");
    if (wish.from !== undefined && wish.to !== undefined && wish.from > wish.to) {
      throw new WickError("invalid_input", "The range is empty.", {
        errors: [{ path: "from", message: "must not be after to" }],
      });
    }
    return await servePage<z.infer<typeof DetectionListSchema>>(c, async () => {
      const after = cursor === undefined ? undefined : readPatternCursor(cursor);
      const { registry, history } = c.var.isolate;
      const { symbol, feed } = await registry.resolve(c.req.valid("param").symbol);
      const page = await patternPage(
        { db: c.env.DB, history },
        { symbol, feed, timeframe },
        { ...wish, after },
        () => takeCostly(c, 1),
      );
      // Never immutable: a correction or a new version of the rules may change a detection of any age.
      const isClosed = wish.to !== undefined && wish.to + TIMEFRAME_MS[timeframe] < Date.now();
      return {
        text: JSON.stringify(detectionList({ symbol, timeframe }, page)),
        cacheControl: isClosed ? CACHE_CONTROL.closed : CACHE_CONTROL.forming,
        policy: BRIEF,
      };
    });
  })
  .openapi(catalog, async (c) =>
    servePage<z.infer<typeof PatternCatalogSchema>>(c, async () => ({
      text: JSON.stringify(patternCatalog()),
      cacheControl: CACHE_CONTROL.stable,
      policy: LASTING,
    })),
  );
