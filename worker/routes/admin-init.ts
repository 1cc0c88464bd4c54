import { createRoute, OpenAPIHono, z } from "@hono/zod-openapi";
import { WickError } from "../../contract/errors.ts";
import {
  InitRunListSchema,
  InitRunSchema,
  type InitWishes,
  InitWishesSchema,
} from "../../contract/rest/init.ts";
import { addNamedKey } from "../../platform/d1/api-keys.ts";
import { newestInitRuns, readInitRun, readInitTasks } from "../../platform/d1/init-runs.ts";
import type { AppEnv } from "../app-env.ts";
import { requireScope } from "../auth/require-scope.ts";
import { startHubs } from "../hub-start.ts";
import { startPorts } from "../init/init-ports.ts";
import { resolveWishes } from "../init/resolve.ts";
import { startInit } from "../init/start.ts";
import { initView } from "../init/view.ts";
import { wishesText } from "../init/wishes.ts";
import { IdempotencyHeaderSchema, idempotent } from "../middleware/idempotent.ts";
import { json } from "../respond.ts";
import { jsonOr, KEY_SECURITY } from "./responses.ts";

const start = createRoute({
  method: "post",
  path: "/api/admin/init",
  tags: ["admin"],
  summary: "Begins an initialisation, or joins the unfinished one of the same wishes",
  description:
    "Idempotent. Where everything wished for is there already, nothing is written and `id` is null. A run that " +
    "nobody drives any more is taken over.",
  security: KEY_SECURITY,
  middleware: [requireScope("admin"), idempotent] as const,
  request: {
    headers: IdempotencyHeaderSchema,
    body: { required: true, content: { "application/json": { schema: InitWishesSchema } } },
  },
  responses: jsonOr(InitRunSchema, "The run"),
});

const look = createRoute({
  method: "get",
  path: "/api/admin/init/{id}",
  tags: ["admin"],
  summary: "How an initialisation stands, task by task",
  security: KEY_SECURITY,
  middleware: [requireScope("admin")] as const,
  request: { params: z.object({ id: z.uuid() }) },
  responses: jsonOr(InitRunSchema, "The run"),
});

/** As many as somebody looks at. */
const LISTED = 3;

const list = createRoute({
  method: "get",
  path: "/api/admin/init",
  tags: ["admin"],
  summary: `The last ${LISTED} initialisations, newest first`,
  security: KEY_SECURITY,
  middleware: [requireScope("admin")] as const,
  responses: jsonOr(InitRunListSchema, "The runs"),
});

export const adminInitRoutes = new OpenAPIHono<AppEnv>()
  .openapi(start, async (c) => {
    const wishes = c.req.valid("json");
    if (meansNothing(wishes)) {
      throw new WickError("invalid_input", "Nothing is wished for.", {
        errors: [{ path: "", message: "name at least one thing to do" }],
      });
    }
    const db = c.env.DB;
    const text = wishesText(wishes, await resolveWishes(wishes, c.var.isolate.registry));
    const { run, joined } = await startInit(startPorts(c.env, text), text);
    // Where the app was killed between a symbol's row and its hub, and no cron comes, nobody else would start it.
    if (run !== undefined) await startHubs(c.env, await c.var.isolate.registry.active());
    const superuser = wishes.superuser ?? null;
    const named = superuser && {
      name: superuser.name,
      created: await addNamedKey(db, { ...superuser, scopes: ["admin"] }, Date.now()),
    };
    const tasks = run === undefined ? [] : await readInitTasks(db, run.id);
    return json(initView(run, tasks, { now: Date.now(), joined, superuser: named }));
  })
  .openapi(list, async (c) => {
    const now = Date.now();
    const runs = await newestInitRuns(c.env.DB, LISTED);
    const views = runs.map(async (run) => {
      const tasks = await readInitTasks(c.env.DB, run.id);
      return initView(run, tasks, { now, joined: false, superuser: null });
    });
    return json({ runs: await Promise.all(views) });
  })
  .openapi(look, async (c) => {
    const { id } = c.req.valid("param");
    const run = await readInitRun(c.env.DB, id);
    if (run === undefined) throw new WickError("not_found", `There is no initialisation ${id}.`);
    const tasks = await readInitTasks(c.env.DB, id);
    return json(initView(run, tasks, { now: Date.now(), joined: false, superuser: null }));
  });

/** Coins, timeframes and the like alone say of what, but not what. */
function meansNothing(wishes: InitWishes): boolean {
  const { seedCoins, seedDetailedCoins, computeTech, computeSent, fetchSentimentN8n, warmCaches } = wishes;
  const deeds = [seedCoins, seedDetailedCoins, computeTech, computeSent, fetchSentimentN8n, warmCaches];
  return !deeds.includes(true) && wishes.deepBackfillDays === undefined && wishes.superuser === undefined;
}
