import { createRoute, OpenAPIHono, z } from "@hono/zod-openapi";
import { EpochMsSchema } from "../../contract/rest/bar.ts";
import { DetailedHealthSchema } from "../../contract/rest/health.ts";
import type { AppEnv } from "../app-env.ts";
import { detailedHealth } from "../health/detailed.ts";
import { CACHE_CONTROL, json, servePage } from "../respond.ts";
import { jsonOr } from "./responses.ts";

const health = createRoute({
  method: "get",
  path: "/health",
  tags: ["system"],
  summary: "Liveness",
  responses: jsonOr(z.object({ status: z.literal("ok") }), "The Worker answers"),
});

const quick = createRoute({
  method: "get",
  path: "/health/quick",
  tags: ["system"],
  summary: "Liveness, with the time",
  responses: jsonOr(z.object({ status: z.literal("ok"), time: EpochMsSchema }), "The Worker answers"),
});

const detailed = createRoute({
  method: "get",
  path: "/health/detailed",
  tags: ["system"],
  summary: "The state of stores, hubs, relays, jobs, backfills and the exchange's weight ledger",
  responses: jsonOr(DetailedHealthSchema, "What every part said; 200 also when degraded"),
});

/** However often it is asked for, the parts are asked once in two seconds. */
const DETAILED = { freshMs: 2_000, staleMs: 0 };

export const healthRoutes = new OpenAPIHono<AppEnv>()
  .openapi(health, () => json({ status: "ok" as const }))
  .openapi(quick, () => json({ status: "ok" as const, time: Date.now() }))
  .openapi(detailed, async (c) =>
    servePage<z.infer<typeof DetailedHealthSchema>>(c, async () => ({
      text: JSON.stringify(await detailedHealth(c.env, c.var.isolate)),
      cacheControl: CACHE_CONTROL.none,
      policy: DETAILED,
    })),
  );
