import { createRoute, OpenAPIHono, type z } from "@hono/zod-openapi";
import { ApiHealthSchema, DataSourcesHealthSchema } from "../../contract/rest/sources.ts";
import type { Env } from "../../platform/env.ts";
import type { AppEnv } from "../app-env.ts";
import type { Isolate } from "../isolate.ts";
import { knownPrices } from "../market/current-market.ts";
import { deskStatus } from "../market/desk-status.ts";
import { apiHealth, sourcesHealth } from "../market/source-health.ts";
import { CACHE_CONTROL, servePage } from "../respond.ts";
import { jsonOr } from "./responses.ts";

const api = createRoute({
  method: "get",
  path: "/health/api",
  tags: ["system"],
  summary: "Reachability and latency of every outside source, as last found; asks none",
  responses: jsonOr(ApiHealthSchema, "What the last requests found; 200 also when degraded"),
});

const health = createRoute({
  method: "get",
  path: "/api/features/data-sources/health",
  tags: ["features"],
  summary: "Every market data source: order, breaker, budgets, counts",
  responses: jsonOr(DataSourcesHealthSchema, "The sources as the desk knows them"),
});

async function apis(env: Env, isolate: Isolate) {
  const [desk, { prices }] = await Promise.all([deskStatus(env), knownPrices(env.DB, isolate)]);
  return apiHealth(desk, prices);
}

/** However often it is asked for, the desk is asked once in two seconds. */
const LIVE = { freshMs: 2_000, staleMs: 0 };

export const sourceRoutes = new OpenAPIHono<AppEnv>()
  .openapi(api, async (c) =>
    servePage<z.infer<typeof ApiHealthSchema>>(c, async () => ({
      text: JSON.stringify(await apis(c.env, c.var.isolate)),
      cacheControl: CACHE_CONTROL.none,
      policy: LIVE,
    })),
  )
  .openapi(health, async (c) =>
    servePage<z.infer<typeof DataSourcesHealthSchema>>(c, async () => ({
      text: JSON.stringify(sourcesHealth(await deskStatus(c.env))),
      cacheControl: CACHE_CONTROL.none,
      policy: LIVE,
    })),
  );
