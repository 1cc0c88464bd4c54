import { createRoute, OpenAPIHono, z } from "@hono/zod-openapi";
import { HUB_COUNTERS } from "../../contract/hub.ts";
import { BarListSchema, DecimalStyleSchema } from "../../contract/rest/bar.ts";
import { StatsSchema } from "../../contract/rest/health.ts";
import { TickListSchema } from "../../contract/rest/ticks.ts";
import type { AppEnv } from "../app-env.ts";
import { hubStatuses } from "../health/survey.ts";
import { tickJson, tickPage, tickQueryOf } from "../ingestion/tick-page.ts";
import { CACHE_CONTROL, servePage } from "../respond.ts";
import { hubStub } from "../stubs.ts";
import { BarQuerySchema, serveBars, TimeQuerySchema } from "./bar-handler.ts";
import { jsonOr } from "./responses.ts";

const symbol = z.string().min(1).max(40).meta({ description: "Or a coin.", example: "BTCUSDT" });

const ticks = createRoute({
  method: "get",
  path: "/api/ingestion/ticks",
  tags: ["ingestion"],
  summary: "Stored ticks of the last 48 hours, newest last",
  request: {
    query: z.object({
      symbol,
      from: TimeQuerySchema.meta({ description: "ms, inclusive. Pages then run forward." }),
      to: TimeQuerySchema,
      limit: z.coerce.number().int().min(1).max(5_000).default(500),
      cursor: z.string().max(64).optional(),
      decimals: DecimalStyleSchema,
    }),
  },
  responses: jsonOr(TickListSchema, "The ticks"),
});

const bars = createRoute({
  method: "get",
  path: "/api/ingestion/bars",
  tags: ["ingestion"],
  summary: "Bars of a symbol, as /api/features/ohlcv/{symbol}",
  request: { query: BarQuerySchema.extend({ symbol }) },
  responses: jsonOr(BarListSchema, "The bars, newest last"),
});

const stats = createRoute({
  method: "get",
  path: "/api/ingestion/stats",
  tags: ["ingestion"],
  summary: "What has been counted since each hub's storage began",
  responses: jsonOr(StatsSchema, "The counts"),
});

const LIVE = { freshMs: 1_000, staleMs: 0 };

/** What was ingested, to read. */
export const storedRoutes = new OpenAPIHono<AppEnv>()
  .openapi(ticks, async (c) =>
    servePage<z.infer<typeof TickListSchema>>(c, async () => {
      const wish = c.req.valid("query");
      const { query, afterId } = tickQueryOf(wish);
      const row = await c.var.isolate.registry.resolve(wish.symbol);
      const page = tickPage(wish, afterId, await hubStub(c.env, row.symbol).getTicks(query));
      const texts = page.ticks.map((tick) => tickJson(tick, wish.decimals));
      return {
        text: `{"symbol":"${row.symbol}","ticks":[${texts.join(",")}],"cursor":${JSON.stringify(page.cursor)}}`,
        cacheControl: CACHE_CONTROL.forming,
        policy: LIVE,
      };
    }),
  )
  .openapi(bars, async (c) => {
    const wish = c.req.valid("query");
    return await serveBars<z.infer<typeof BarListSchema>>(c, wish.symbol, wish);
  })
  .openapi(stats, async (c) =>
    servePage<z.infer<typeof StatsSchema>>(c, async () => {
      const parts = await hubStatuses(c.env, c.var.isolate);
      const hubs = parts.flatMap(({ status }) => (status === undefined ? [] : [status]));
      const totals = HUB_COUNTERS.map((name) => [
        name,
        hubs.reduce((sum, hub) => sum + hub.counters[name], 0),
      ]);
      return {
        text: JSON.stringify({
          symbols: parts.length,
          answering: hubs.length,
          totals: Object.fromEntries(totals),
          outboxDepth: hubs.reduce((sum, hub) => sum + hub.outboxDepth, 0),
          storageBytes: hubs.reduce((sum, hub) => sum + hub.storageBytes, 0),
          hubs,
        }),
        cacheControl: CACHE_CONTROL.none,
        policy: LIVE,
      };
    }),
  );
