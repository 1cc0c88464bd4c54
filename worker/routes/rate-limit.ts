import { createRoute, OpenAPIHono, z } from "@hono/zod-openapi";
import { WickError } from "../../contract/errors.ts";
import { isSourceId, SOURCE_IDS } from "../../contract/market.ts";
import {
  BatchingStatsSchema,
  RateLimitApiSchema,
  RateLimitStatusSchema,
  RecommendationsSchema,
  ResetStatsSchema,
} from "../../contract/rest/sources.ts";
import type { WeightStats } from "../../contract/rpc.ts";
import type { Env } from "../../platform/env.ts";
import { recommendationsOf } from "../../platform/sources/recommendations.ts";
import type { AppEnv } from "../app-env.ts";
import { requireScope } from "../auth/require-scope.ts";
import { inTime } from "../health/survey.ts";
import { deskStatus } from "../market/desk-status.ts";
import { CACHE_CONTROL, json, servePage, type Text } from "../respond.ts";
import { deskStub, ledgerStub } from "../stubs.ts";
import { jsonOr, KEY_SECURITY } from "./responses.ts";

const status = createRoute({
  method: "get",
  path: "/api/rate-limit/status",
  tags: ["limits"],
  summary: "Use of each outside API: requests, budgets, 429s, breaker; the exchange's request weight",
  responses: jsonOr(RateLimitStatusSchema, "Every outside API"),
});

const api = createRoute({
  method: "get",
  path: "/api/rate-limit/status/{api}",
  tags: ["limits"],
  summary: "Use of one outside API",
  request: { params: z.object({ api: z.string().meta({ example: "coingecko" }) }) },
  responses: jsonOr(RateLimitApiSchema, "The API"),
});

const batching = createRoute({
  method: "get",
  path: "/api/rate-limit/batching/stats",
  tags: ["limits"],
  summary: "How many requests batching, keeping and joining have saved",
  responses: jsonOr(BatchingStatsSchema, "The counts"),
});

const recommendations = createRoute({
  method: "get",
  path: "/api/rate-limit/recommendations",
  tags: ["limits"],
  summary: "What the counts suggest to do",
  responses: jsonOr(RecommendationsSchema, "Each follows from a number that the status shows"),
});

const reset = createRoute({
  method: "post",
  path: "/api/rate-limit/reset-stats",
  tags: ["limits"],
  summary: "Counts anew; budgets stay, since they were really spent",
  security: KEY_SECURITY,
  middleware: [requireScope("admin")] as const,
  responses: jsonOr(ResetStatsSchema, "Counted anew from now on"),
});

const LIVE = { freshMs: 2_000, staleMs: 0 };

export const rateLimitRoutes = new OpenAPIHono<AppEnv>()
  .openapi(status, async (c) =>
    servePage<z.infer<typeof RateLimitStatusSchema>>(c, async () => live(await uses(c.env))),
  )
  .openapi(api, async (c) =>
    servePage<z.infer<typeof RateLimitApiSchema>>(c, async () => {
      const name = c.req.valid("param").api.toLowerCase();
      const found = isSourceId(name) && (await uses(c.env)).apis.find(({ source }) => source === name);
      if (!found) {
        throw new WickError(
          "not_found",
          `There is no outside API ${name.slice(0, 40)}: ${SOURCE_IDS.join(", ")}.`,
        );
      }
      return live(found);
    }),
  )
  .openapi(batching, async (c) =>
    servePage<z.infer<typeof BatchingStatsSchema>>(c, async () => {
      const { countedSince, batching: counts } = await deskStatus(c.env);
      return live({ countedSince, ...counts });
    }),
  )
  .openapi(recommendations, async (c) =>
    servePage<z.infer<typeof RecommendationsSchema>>(c, async () => {
      const [desk, weight] = await Promise.all([deskStatus(c.env), weightUse(c.env)]);
      return live({ time: desk.now, recommendations: recommendationsOf(desk, weight) });
    }),
  )
  .openapi(reset, async (c) => {
    await deskStub(c.env).resetStats();
    // What this isolate shows of the counts is out of date.
    c.var.isolate.pages.clear();
    return json({ reset: true as const, time: Date.now() });
  });

function live(value: object): Text {
  return { text: JSON.stringify(value), cacheControl: CACHE_CONTROL.none, policy: LIVE };
}

async function uses(env: Env) {
  const [desk, weight] = await Promise.all([deskStatus(env), weightUse(env)]);
  const apis = desk.sources.map((source) => ({
    ...source,
    weight: source.source === "binance" ? weight : null,
  }));
  return { time: desk.now, countedSince: desk.countedSince, apis };
}

/** A ledger that does not answer costs its own figures alone. */
async function weightUse(env: Env): Promise<WeightStats | null> {
  return (await inTime("ledger", ledgerStub(env).getStats())) ?? null;
}
