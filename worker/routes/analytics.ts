import { createRoute, OpenAPIHono, z } from "@hono/zod-openapi";
import { bodyLimit } from "hono/body-limit";
import { createMiddleware } from "hono/factory";
import { WickError } from "../../contract/errors.ts";
import { TimeframeSchema } from "../../contract/rest/bar.ts";
import {
  CorrelationMatrixSchema,
  PairReadingSchema,
  PairValueListSchema,
  PriceStatsListSchema,
  PriceStatsReadingSchema,
  SpreadRequestSchema,
  StatsRequestSchema,
} from "../../contract/rest/pairs.ts";
import { PAIR_WINDOW } from "../../market/pairs/pair-value.ts";
import { STATS_WINDOW } from "../../market/pairs/price-stats.ts";
import { TIMEFRAME_MS, type Timeframe } from "../../market/time/timeframe.ts";
import { storePair, storeStats } from "../../platform/d1/pairs.ts";
import type { SymbolRow } from "../../platform/d1/schema/symbols.ts";
import type { AppEnv } from "../app-env.ts";
import { barQueryOf } from "../bars/bar-request.ts";
import { takeCostly } from "../middleware/costly.ts";
import { IdempotencyHeaderSchema, idempotent } from "../middleware/idempotent.ts";
import type { Two } from "../pairs/joined-page.ts";
import { MATRIX_SYMBOLS, matrixOf } from "../pairs/matrix.ts";
import { computedPairs, storedPairs } from "../pairs/pair-list.ts";
import { pairPage } from "../pairs/pair-page.ts";
import { computedStats, storedStats } from "../pairs/stats-list.ts";
import { statsPage } from "../pairs/stats-page.ts";
import { fromStore } from "../pairs/stored.ts";
import type { Registry } from "../registry.ts";
import { CACHE_CONTROL, json, servePage } from "../respond.ts";
import { BarQuerySchema } from "./bar-handler.ts";
import { jsonOr } from "./responses.ts";

const tags = ["analytics"];
const MAX_BODY_BYTES = 4 * 1024;
/** Numbers that go into the values of a page: rows times window. So many are computed for anybody. */
const FREE_WORK = 30_000;
const WORK_A_UNIT = 60_000;
/** Bars of a matrix that are read for one unit. */
const MATRIX_BARS_A_UNIT = 4_000;

const { from, to, cursor } = BarQuerySchema.shape;
const name = (example: string) => z.string().min(1).max(40).meta({ description: "Or a coin.", example });
const limit = z.coerce.number().int().min(1).max(500).default(100).meta({ description: "Rows a page." });
const forming = z
  .enum(["true", "false"])
  .default("false")
  .meta({ description: "Also what forms, as the last row; it says `final: false`." });
/** Hundreds of pairs are joined for one answer. */
const MATRIX_WINDOW = { ...PAIR_WINDOW, most: 1_000 };
const windowOf = ({
  least,
  most,
  usual,
}: {
  readonly least: number;
  readonly most: number;
  readonly usual: number;
}) => z.coerce.number().int().min(least).max(most).default(usual).meta({ description: "Bars of a window." });
const source = z.enum(["computed", "stored"]).default("computed").meta({
  description:
    "`computed`: of the bars as they are now. `stored`: what was computed by POST, as it was then; the newest 500 rows.",
});

/** Each POST counts as one costly request: it reads, computes and stores for whoever asks. */
const costly = createMiddleware<AppEnv>(async (c, next) => {
  takeCostly(c, 1);
  await next();
});
const small = bodyLimit({
  maxSize: MAX_BODY_BYTES,
  onError: () => {
    throw new WickError("payload_too_large", `The body may hold ${MAX_BODY_BYTES} bytes.`);
  },
});
const computeSpread = createRoute({
  method: "post",
  path: "/api/analytics/compute-spread",
  tags,
  summary: "Computes a pair at its newest final bar, and stores it",
  middleware: [costly, small, idempotent] as const,
  request: {
    headers: IdempotencyHeaderSchema,
    body: { required: true, content: { "application/json": { schema: SpreadRequestSchema } } },
  },
  responses: jsonOr(PairReadingSchema, "Hedge ratio, spread, z-score, correlation, cointegration, half-life"),
});

const spread = createRoute({
  method: "get",
  path: "/api/analytics/spread",
  tags,
  summary: "A pair's values over time, newest last",
  request: {
    query: z.object({
      symbol1: name("BTCUSDT"),
      symbol2: name("ETHUSDT"),
      timeframe: TimeframeSchema.default("1m"),
      window: windowOf(PAIR_WINDOW),
      ...{ from, to, limit, cursor, forming, source },
    }),
  },
  responses: jsonOr(PairValueListSchema, "The values"),
});

const computeStats = createRoute({
  method: "post",
  path: "/api/analytics/compute-stats",
  tags,
  summary: "Computes price statistics of a symbol's newest final bars, and stores them",
  middleware: [costly, small, idempotent] as const,
  request: {
    headers: IdempotencyHeaderSchema,
    body: { required: true, content: { "application/json": { schema: StatsRequestSchema } } },
  },
  responses: jsonOr(PriceStatsReadingSchema, "Mean, variance, returns, volatility, shape, drawdown, VWAP"),
});

const stats = createRoute({
  method: "get",
  path: "/api/analytics/stats",
  tags,
  summary: "A symbol's price statistics over time, newest last",
  request: {
    query: z.object({
      symbol: name("BTCUSDT"),
      timeframe: TimeframeSchema.default("1m"),
      window: windowOf(STATS_WINDOW),
      ...{ from, to, limit, cursor, source },
    }),
  },
  responses: jsonOr(PriceStatsListSchema, "The statistics"),
});

const matrix = createRoute({
  method: "get",
  path: "/api/analytics/matrix",
  tags,
  summary: `Correlations of the returns of all symbols, ${MATRIX_SYMBOLS} at most`,
  request: {
    query: z.object({ timeframe: TimeframeSchema.default("1h"), window: windowOf(MATRIX_WINDOW) }),
  },
  responses: jsonOr(CorrelationMatrixSchema, "The matrix"),
});

/** In the isolate: a correction is seen a second later at the latest. */
const BRIEF = { freshMs: 1_000, staleMs: 0 };
const MATRIX_AGE = { freshMs: 5_000, staleMs: 10_000 };

export const analyticsRoutes = new OpenAPIHono<AppEnv>()
  .openapi(computeSpread, async (c) => {
    const { timeframe, window, ...names } = c.req.valid("json");
    const { registry, history } = c.var.isolate;
    const symbols = await pairOf(registry, names);
    const about = { timeframe, window };
    const { newest } = await pairPage(history, symbols, about, { timeframe, limit: 1 });
    const [{ symbol: symbol1 }, { symbol: symbol2 }] = symbols;
    if (newest === undefined)
      throw noBars(`${symbol1} and ${symbol2} have no ${timeframe} bar in common yet.`);
    const key = { symbol1, symbol2, timeframe, window };
    const computedAt = Date.now();
    await fromStore(storePair(c.env.DB, key, newest, computedAt));
    const { value, cointegration, verdict } = newest;
    return json<z.infer<typeof PairReadingSchema>>({
      ...{ ...key, value, cointegration, verdict, asOf: value.closeTime, computedAt },
    });
  })
  .openapi(spread, async (c) => {
    const wish = c.req.valid("query");
    return await servePage<z.infer<typeof PairValueListSchema>>(c, async () => {
      const { registry, history } = c.var.isolate;
      const symbols = await pairOf(registry, wish);
      const query = barQueryOf({ ...wish, forming: wish.forming === "true" });
      if (wish.source === "computed") takeWork(c, wish.limit * wish.window);
      const list =
        wish.source === "stored"
          ? await storedPairs(c.env.DB, symbols, wish, query)
          : await computedPairs(history, symbols, wish, query);
      return { text: JSON.stringify(list), ...freshness(wish.timeframe, query.to) };
    });
  })
  .openapi(computeStats, async (c) => {
    const { symbol: asked, timeframe, window } = c.req.valid("json");
    const { registry, history } = c.var.isolate;
    const row = await registry.resolve(asked);
    const page = await statsPage(history, row, window, { timeframe, limit: 1 });
    const newest = page.stats.at(-1);
    if (newest === undefined) throw noBars(`${row.symbol} has no ${timeframe} bar yet.`);
    const key = { symbol: row.symbol, timeframe, window };
    const computedAt = Date.now();
    await fromStore(storeStats(c.env.DB, key, newest, computedAt));
    return json<z.infer<typeof PriceStatsReadingSchema>>({
      ...{ ...key, stats: newest, asOf: newest.closeTime, computedAt },
    });
  })
  .openapi(stats, async (c) => {
    const wish = c.req.valid("query");
    return await servePage<z.infer<typeof PriceStatsListSchema>>(c, async () => {
      const { registry, history } = c.var.isolate;
      const row = await registry.resolve(wish.symbol);
      const query = barQueryOf({ ...wish, forming: false });
      if (wish.source === "computed") takeWork(c, wish.limit * wish.window);
      const list =
        wish.source === "stored"
          ? await storedStats(c.env.DB, row, wish, query)
          : await computedStats(history, row, wish, query);
      return { text: JSON.stringify(list), ...freshness(wish.timeframe, query.to) };
    });
  })
  .openapi(matrix, async (c) => {
    const wish = c.req.valid("query");
    return await servePage<z.infer<typeof CorrelationMatrixSchema>>(c, async () => {
      const { registry, history } = c.var.isolate;
      const symbols = await registry.active();
      takeCostly(c, Math.ceil((Math.min(symbols.length, MATRIX_SYMBOLS) * wish.window) / MATRIX_BARS_A_UNIT));
      return {
        text: JSON.stringify(await matrixOf(history, symbols, wish)),
        cacheControl: CACHE_CONTROL.forming,
        policy: MATRIX_AGE,
      };
    });
  });

/** @throws WickError unknown_symbol, and invalid_input where both are the same. */
async function pairOf(
  registry: Registry,
  { symbol1, symbol2 }: { readonly symbol1: string; readonly symbol2: string },
): Promise<Two<SymbolRow>> {
  const symbols: Two<SymbolRow> = [await registry.resolve(symbol1), await registry.resolve(symbol2)];
  if (symbols[0].symbol === symbols[1].symbol) {
    throw new WickError("invalid_input", "A pair is of two symbols.", {
      errors: [{ path: "symbol2", message: `is ${symbols[0].symbol} as well` }],
    });
  }
  return symbols;
}

function noBars(detail: string): WickError {
  return new WickError("unavailable", detail, { retryAfterMs: 5_000 });
}

/** Seconds and minutes move on; what is long closed may still be corrected. */
function freshness(timeframe: Timeframe, to: number | undefined) {
  const isClosed = to !== undefined && to + TIMEFRAME_MS[timeframe] < Date.now();
  return { cacheControl: isClosed ? CACHE_CONTROL.closed : CACHE_CONTROL.forming, policy: BRIEF };
}

/** @throws WickError rate_limited */
function takeWork(c: Parameters<typeof takeCostly>[0], work: number): void {
  if (work > FREE_WORK) takeCostly(c, Math.ceil(work / WORK_A_UNIT));
}
