import { createRoute, OpenAPIHono, z } from "@hono/zod-openapi";
import { WickError } from "../../contract/errors.ts";
import { ComponentHealthSchema, DbStatusSchema, TrendsSchema } from "../../contract/rest/operations.ts";
import { KEPT_DAYS } from "../../platform/cold/prune.ts";
import type { Env } from "../../platform/env.ts";
import type { AppEnv } from "../app-env.ts";
import { requireScope } from "../auth/require-scope.ts";
import { componentNames, examineComponent, type Scene } from "../health/components.ts";
import { dbStatus } from "../health/db-status.ts";
import { trendsOf } from "../health/trends.ts";
import { jobPorts } from "../jobs/ports.ts";
import { JOBS } from "../jobs/registry.ts";
import { takeCostly } from "../middleware/costly.ts";
import { CACHE_CONTROL, json, servePage } from "../respond.ts";
import { TimeQuerySchema } from "./bar-handler.ts";
import { jsonOr, KEY_SECURITY } from "./responses.ts";

const HOUR_MS = 3_600_000;
const DAY_HOURS = 24;

const component = createRoute({
  method: "get",
  path: "/health/components/{name}",
  tags: ["system"],
  summary: "How one component is now",
  description:
    "d1, r2, hubs, hub:BTCUSDT, relays, ledger, jobs, sources, models. 200 also when it is not ok.",
  request: { params: z.object({ name: z.string().min(1).max(40).meta({ example: "hub:BTCUSDT" }) }) },
  responses: jsonOr(ComponentHealthSchema, "The component"),
});

const trends = createRoute({
  method: "get",
  path: "/health/trends",
  tags: ["system"],
  summary: "How components were: uptime, latency and storage over time",
  description: `Samples are taken each five minutes and kept for ${KEPT_DAYS.healthSamples} days.`,
  request: {
    query: z.object({
      hours: z.coerce
        .number()
        .int()
        .min(1)
        .max(KEPT_DAYS.healthSamples * DAY_HOURS)
        .default(DAY_HOURS)
        .meta({ description: "The length of the window." }),
      to: TimeQuerySchema.meta({ description: "Its end, ms; now when absent." }),
      buckets: z.coerce.number().int().min(1).max(500).default(96).meta({ description: "At most so many." }),
      component: z.string().max(40).optional().meta({ description: "This one alone." }),
    }),
  },
  responses: jsonOr(TrendsSchema, "The trends"),
});

const database = createRoute({
  method: "get",
  path: "/api/db/status",
  tags: ["admin"],
  summary: "Tables, sizes, migrations, objects, and how far each series reaches",
  security: KEY_SECURITY,
  middleware: [requireScope("admin")] as const,
  responses: jsonOr(DbStatusSchema, "The status"),
});

/** However often it is asked for, a part is asked once in two seconds. */
const LIVE = { freshMs: 2_000, staleMs: 0 };
const TRENDS = { freshMs: 30_000, staleMs: 0 };

const sceneOf = (env: Env): Scene => ({ ports: jobPorts(env), jobs: JOBS });

export const operationsRoutes = new OpenAPIHono<AppEnv>()
  .openapi(component, async (c) =>
    servePage<z.infer<typeof ComponentHealthSchema>>(c, async () => {
      const { name } = c.req.valid("param");
      const seen = await examineComponent(sceneOf(c.env), name);
      if (seen === undefined) throw new WickError("not_found", `There is no component ${name}.`);
      return { text: JSON.stringify(seen), cacheControl: CACHE_CONTROL.none, policy: LIVE };
    }),
  )
  .openapi(trends, async (c) =>
    servePage<z.infer<typeof TrendsSchema>>(c, async () => {
      const { hours, to = Date.now(), buckets, component: only } = c.req.valid("query");
      // A day of all components is some 5,000 rows of D1, a month 150,000.
      takeCostly(c, Math.ceil(hours / DAY_HOURS));
      const names = await componentNames(sceneOf(c.env));
      if (only !== undefined && !names.includes(only)) {
        throw new WickError("not_found", `There is no component ${only}.`);
      }
      const window = { from: Math.max(0, to - hours * HOUR_MS), to, buckets };
      const told = await trendsOf(c.env.DB, only === undefined ? names : [only], window);
      return { text: JSON.stringify(told), cacheControl: CACHE_CONTROL.none, policy: TRENDS };
    }),
  )
  .openapi(database, async (c) => json(await dbStatus(jobPorts(c.env))));
