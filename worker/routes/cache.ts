import { createRoute, OpenAPIHono, type z } from "@hono/zod-openapi";
import { WickError } from "../../contract/errors.ts";
import {
  CacheClearedSchema,
  CacheRefreshSchema,
  CacheStatsSchema,
  CacheStatusSchema,
} from "../../contract/rest/operations.ts";
import { clearCacheEntries } from "../../platform/d1/cache-entries.ts";
import type { Env } from "../../platform/env.ts";
import type { AppEnv } from "../app-env.ts";
import { requireScope } from "../auth/require-scope.ts";
import { cacheStats, cacheStatus } from "../cache/cache-status.ts";
import type { Isolate } from "../isolate.ts";
import { jobRunner } from "../jobs/ports.ts";
import { jobOf } from "../jobs/registry.ts";
import { runNow } from "../jobs/run-now.ts";
import { CACHE_CONTROL, json, servePage } from "../respond.ts";
import { jsonOr, KEY_SECURITY } from "./responses.ts";

/** The jobs that fill `cache_entry`. */
const CACHE_JOBS = ["price-snapshot", "market-snapshot", "volume-cache", "chart-cache"];
const LIVE = { freshMs: 1_000, staleMs: 0 };

const statusOf = <P extends "/cache/smart" | "/api/cache/status">(path: P) =>
  createRoute({
    method: "get",
    path,
    tags: ["cache"],
    summary: "Warm answers with their ages, and the cache of the isolate that answers",
    responses: jsonOr(CacheStatusSchema, "What is kept"),
  });

const stats = createRoute({
  method: "get",
  path: "/api/cache/stats",
  tags: ["cache"],
  summary: "Sums of what is kept, hits and misses",
  responses: jsonOr(CacheStatsSchema, "The sums"),
});

const clear = createRoute({
  method: "post",
  path: "/api/cache/clear",
  tags: ["cache"],
  summary: "Forgets every warm answer, and the cache of the isolate that answers",
  security: KEY_SECURITY,
  middleware: [requireScope("admin")] as const,
  responses: jsonOr(CacheClearedSchema, "How much there was"),
});

const invalidate = createRoute({
  method: "get",
  path: "/api/admin/cache/invalidate",
  tags: ["admin"],
  summary: "As POST /api/cache/clear, for callers that can only GET",
  description:
    "Takes an API key in a header alone, so that no link or picture can make a browser ask for it.",
  security: KEY_SECURITY,
  middleware: [requireScope("admin")] as const,
  responses: jsonOr(CacheClearedSchema, "How much there was"),
});

const refresh = createRoute({
  method: "post",
  path: "/api/admin/cache/refresh",
  tags: ["admin"],
  summary: "Runs the jobs that fill the caches now",
  security: KEY_SECURITY,
  middleware: [requireScope("admin")] as const,
  responses: jsonOr(CacheRefreshSchema, "Which have begun; one that was running already has not"),
});

const serveStatus = async (c: Parameters<typeof servePage>[0]) =>
  servePage<z.infer<typeof CacheStatusSchema>>(c, async () => ({
    text: JSON.stringify(await cacheStatus(c.env.DB, c.var.isolate.pages.stats(), Date.now())),
    cacheControl: CACHE_CONTROL.none,
    policy: LIVE,
  }));

export const cacheRoutes = new OpenAPIHono<AppEnv>()
  .openapi(statusOf("/cache/smart"), (c) => serveStatus(c))
  .openapi(statusOf("/api/cache/status"), (c) => serveStatus(c))
  .openapi(stats, async (c) =>
    servePage<z.infer<typeof CacheStatsSchema>>(c, async () => ({
      text: JSON.stringify(cacheStats(await cacheStatus(c.env.DB, c.var.isolate.pages.stats(), Date.now()))),
      cacheControl: CACHE_CONTROL.none,
      policy: LIVE,
    })),
  )
  .openapi(clear, async (c) => json(await cleared(c.env, c.var.isolate)))
  .openapi(invalidate, async (c) => json(await cleared(c.env, c.var.isolate)))
  .openapi(refresh, async (c) => {
    const runner = jobRunner(c.env);
    const jobs = CACHE_JOBS.flatMap((id) => jobOf(id) ?? []);
    const begun = await Promise.all(
      jobs.map(async (job) => {
        try {
          const { ended } = await runNow(job, runner);
          c.executionCtx.waitUntil(ended);
          return { id: job.id, started: true };
        } catch (error) {
          if (error instanceof WickError && error.code === "job_running")
            return { id: job.id, started: false };
          throw error;
        }
      }),
    );
    return json({ jobs: begun });
  });

/** Other isolates keep their answers for the seconds that these may live. */
async function cleared(env: Env, isolate: Isolate) {
  const isolateEntries = isolate.pages.stats().entries;
  isolate.pages.clear();
  return { isolateEntries, storedEntries: await clearCacheEntries(env.DB) };
}
