import { createRoute, OpenAPIHono, z } from "@hono/zod-openapi";
import { WickError } from "../../contract/errors.ts";
import { BackfillListSchema, BackfillWishSchema } from "../../contract/rest/backfill.ts";
import type { EpochMs, Timeframe } from "../../market/time/timeframe.ts";
import { planBackfill } from "../../platform/backfill/plan.ts";
import { listBackfills } from "../../platform/backfill/rows.ts";
import { FeedError } from "../../platform/feeds/feed.ts";
import type { AppEnv } from "../app-env.ts";
import { requireScope } from "../auth/require-scope.ts";
import { backfillJson } from "../backfill/backfill-json.ts";
import { backfillPorts } from "../backfill/backfill-ports.ts";
import { startBackfill } from "../backfill/start-backfill.ts";
import { IdempotencyHeaderSchema, idempotent } from "../middleware/idempotent.ts";
import { json } from "../respond.ts";
import { jsonOr, KEY_SECURITY } from "./responses.ts";

const start = createRoute({
  method: "post",
  path: "/api/admin/backfill",
  tags: ["admin"],
  summary: "Fetches what is missing of a series, from a time on",
  description: "Idempotent: what is in store or under way is not fetched again.",
  security: KEY_SECURITY,
  middleware: [requireScope("admin"), idempotent] as const,
  request: {
    headers: IdempotencyHeaderSchema,
    body: { required: true, content: { "application/json": { schema: BackfillWishSchema } } },
  },
  responses: jsonOr(BackfillListSchema, "The backfills that fulfil the wish; none where nothing is missing"),
});

const list = createRoute({
  method: "get",
  path: "/api/admin/backfill",
  tags: ["admin"],
  summary: "Backfills with their progress, newest first",
  security: KEY_SECURITY,
  middleware: [requireScope("admin")] as const,
  request: {
    query: z.object({
      symbol: z.string().min(2).max(40).optional(),
      limit: z.coerce.number().int().min(1).max(500).default(100),
    }),
  },
  responses: jsonOr(BackfillListSchema, "The backfills"),
});

export const backfillRoutes = new OpenAPIHono<AppEnv>()
  .openapi(start, async (c) => {
    const { symbol: named, timeframe, from, days } = c.req.valid("json");
    const { symbol, feed } = await c.var.isolate.registry.resolve(named);
    if (feed !== "binance") {
      throw new WickError("invalid_input", `No exchange has the history of ${symbol}.`, {
        errors: [{ path: "symbol", message: "is not fed by an exchange" }],
      });
    }
    const ports = backfillPorts(c.env);
    const rows = await plan(ports, symbol, timeframe, from ?? { days: days ?? 1 });
    for (const row of rows) {
      if (row.status === "pending" && row.leaseUntil === null) await startBackfill(c.env, row.id);
    }
    return json({ backfills: rows.map(backfillJson) });
  })
  .openapi(list, async (c) => {
    const { symbol: named, limit } = c.req.valid("query");
    const symbol = named === undefined ? undefined : (await c.var.isolate.registry.resolve(named)).symbol;
    const rows = await listBackfills(c.env.DB, { symbol, limit });
    return json({ backfills: rows.map(backfillJson) });
  });

async function plan(
  ports: ReturnType<typeof backfillPorts>,
  symbol: string,
  timeframe: Exclude<Timeframe, "1s">,
  from: EpochMs | { readonly days: number },
) {
  try {
    return await planBackfill(ports, { symbol, timeframe, from });
  } catch (cause) {
    if (!(cause instanceof FeedError)) throw cause;
    throw new WickError("exchange_unavailable", `The exchange could not be asked: ${cause.failure}.`, {
      cause,
      ...(cause.retryAfterMs === null ? {} : { retryAfterMs: cause.retryAfterMs }),
    });
  }
}
