import { createRoute, OpenAPIHono, z } from "@hono/zod-openapi";
import { TimeframeSchema } from "../../contract/rest/bar.ts";
import {
  FeatureCatalogSchema,
  FeatureRowListSchema,
  FeatureSetIdSchema,
} from "../../contract/rest/features.ts";
import { TIMEFRAME_MS } from "../../market/time/timeframe.ts";
import type { AppEnv } from "../app-env.ts";
import { barQueryOf, nextCursor } from "../bars/bar-request.ts";
import { featurePage } from "../features/feature-page.ts";
import { featureCatalog, featureRowList, featuresCsv } from "../features/feature-text.ts";
import { takeCostly } from "../middleware/costly.ts";
import { CACHE_CONTROL, CSV_TYPE, JSON_TYPE, servePage } from "../respond.ts";
import { BARS, BarQuerySchema } from "./bar-handler.ts";
import { jsonOr } from "./responses.ts";

const { 200: list, default: problem } = jsonOr(FeatureRowListSchema, "The rows, newest last");

const { from, to, cursor } = BarQuerySchema.shape;
const limit = BarQuerySchema.shape.limit.default(BARS);

const technical = createRoute({
  method: "get",
  path: "/api/features/technical/{symbol}",
  tags: ["features"],
  summary: "Technical features of a symbol's bars",
  request: {
    params: z.object({
      symbol: z.string().min(1).max(40).meta({ description: "Or a coin.", example: "BTCUSDT" }),
    }),
    query: z.object({
      timeframe: TimeframeSchema.default("1m"),
      set: FeatureSetIdSchema.default("all"),
      ...{ from, to, limit, cursor },
      forming: z.enum(["true", "false"]).default("false").meta({
        description: "Also the bar that still forms, as the last one; its row says `final: false`.",
      }),
      format: z.enum(["json", "csv"]).default("json"),
    }),
  },
  responses: {
    200: { ...list, content: { ...list.content, "text/csv": { schema: z.string() } } },
    default: problem,
  },
});

const featureSets = createRoute({
  method: "get",
  path: "/api/features/feature-sets",
  tags: ["features"],
  summary: "The catalog of features: formulas, parameters, units, warm-up, and the sets of them",
  responses: jsonOr(FeatureCatalogSchema, "The catalog"),
});

/** Rows that are computed for anybody: the newest bars'. A thousand hold up the isolate for a second. */
const FREE_ROWS = 100;
const ROWS_A_UNIT = 250;

/** In the isolate: a correction is seen a second later at the latest. */
const BRIEF = { freshMs: 1_000, staleMs: 0 };
/** The catalog changes with the code alone. */
const LASTING = { freshMs: 3_600_000, staleMs: 0 };

export const technicalRoutes = new OpenAPIHono<AppEnv>()
  .openapi(technical, async (c) => {
    const wish = c.req.valid("query");
    return await servePage<z.infer<typeof FeatureRowListSchema>>(c, async () => {
      const query = barQueryOf({ ...wish, forming: wish.forming === "true" });
      const { registry, history } = c.var.isolate;
      const { symbol, feed } = await registry.resolve(c.req.valid("param").symbol);
      const series = { symbol, feed };
      const { rows, page } = await featurePage({ db: c.env.DB, history }, series, query, (computed) => {
        if (computed > FREE_ROWS) takeCostly(c, Math.ceil(computed / ROWS_A_UNIT));
      });
      const now = Date.now();
      // Never immutable: older bars, a correction or a new catalog may change a row of any age.
      const isClosed = query.to !== undefined && query.to + TIMEFRAME_MS[query.timeframe] < now;
      const about = { symbol, timeframe: wish.timeframe, set: wish.set };
      const next = nextCursor(query, page);
      return {
        text:
          wish.format === "csv"
            ? featuresCsv(wish.set, rows)
            : JSON.stringify(featureRowList(about, rows, next, now)),
        contentType: wish.format === "csv" ? CSV_TYPE : JSON_TYPE,
        cacheControl: isClosed ? CACHE_CONTROL.closed : CACHE_CONTROL.forming,
        policy: BRIEF,
      };
    });
  })
  .openapi(featureSets, async (c) =>
    servePage<z.infer<typeof FeatureCatalogSchema>>(c, async () => ({
      text: JSON.stringify(featureCatalog()),
      cacheControl: CACHE_CONTROL.stable,
      policy: LASTING,
    })),
  );
