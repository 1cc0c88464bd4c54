import { createRoute, OpenAPIHono, z } from "@hono/zod-openapi";
import { bodyLimit } from "hono/body-limit";
import { ALERT_OWNER, ALERT_STATUSES } from "../../contract/alerts.ts";
import { WickError } from "../../contract/errors.ts";
import {
  AlertEventListSchema,
  AlertListSchema,
  AlertSchema,
  type AlertView,
  ChangeAlertSchema,
  DeletedAlertSchema,
  NewAlertSchema,
  NewPairAlertSchema,
  PairAlertListSchema,
  PairAlertSchema,
  PlacedAlertSchema,
} from "../../contract/rest/alerts.ts";
import { alertExisted, readFirings } from "../../platform/d1/alert-events.ts";
import { type AlertFilter, listAlerts, type StoredAlert } from "../../platform/d1/alerts.ts";
import { alertEventView, alertView, pairAlertView } from "../alerts/alert-view.ts";
import { dropAlert, keepAlert, requireAlert, setAlert } from "../alerts/keep-alert.ts";
import { cursorAfter, readCursor } from "../alerts/list-cursor.ts";
import { resolvePair } from "../alerts/place.ts";
import type { AppEnv } from "../app-env.ts";
import { requireScope } from "../auth/require-scope.ts";
import { IdempotencyHeaderSchema, idempotent } from "../middleware/idempotent.ts";
import { json } from "../respond.ts";
import { jsonOr, KEY_SECURITY } from "./responses.ts";

const tags = ["alerts"];
const MAX_BODY_BYTES = 8 * 1024;
const small = bodyLimit({
  maxSize: MAX_BODY_BYTES,
  onError: () => {
    throw new WickError("payload_too_large", `The body may hold ${MAX_BODY_BYTES} bytes.`);
  },
});
const admin = requireScope("admin");
const owned = { tags, security: KEY_SECURITY };

const params = z.object({ id: z.uuid() });
const symbolParams = z.object({
  symbol: z.string().min(1).max(40).meta({ description: "Or a coin.", example: "BTCUSDT" }),
});
const limit = z.coerce.number().int().min(1).max(200).default(50);
const cursor = z.string().max(300).optional();
const status = z.enum(ALERT_STATUSES).optional();
const body = <S extends z.ZodType>(schema: S) => ({
  required: true,
  content: { "application/json": { schema } },
});

const create = createRoute({
  ...owned,
  method: "post",
  path: "/api/alerts",
  summary: "Makes an alert",
  description:
    "docs/spec/alerts.md says when which condition is met. It fires on becoming true, not while it is.",
  middleware: [admin, small, idempotent] as const,
  request: { headers: IdempotencyHeaderSchema, body: body(NewAlertSchema) },
  responses: jsonOr(PlacedAlertSchema, "The alert"),
});

const list = createRoute({
  ...owned,
  method: "get",
  path: "/api/alerts",
  summary: "Your alerts, newest first",
  middleware: [admin] as const,
  request: { query: z.object({ status, limit, cursor }) },
  responses: jsonOr(AlertListSchema, "The alerts"),
});

const ofSymbol = createRoute({
  ...owned,
  method: "get",
  path: "/api/alerts/crypto/{symbol}",
  summary: "Your alerts on a symbol, newest first",
  middleware: [admin] as const,
  request: { params: symbolParams, query: z.object({ status, limit, cursor }) },
  responses: jsonOr(AlertListSchema, "The alerts"),
});

const one = createRoute({
  ...owned,
  method: "get",
  path: "/api/alerts/{id}",
  summary: "An alert",
  middleware: [admin] as const,
  request: { params },
  responses: jsonOr(AlertSchema, "The alert"),
});

const change = createRoute({
  ...owned,
  method: "patch",
  path: "/api/alerts/{id}",
  summary: "Pauses an alert, or lets it begin anew",
  middleware: [admin, small] as const,
  request: { params, body: body(ChangeAlertSchema) },
  responses: jsonOr(PlacedAlertSchema, "The alert"),
});

const remove = createRoute({
  ...owned,
  method: "delete",
  path: "/api/alerts/{id}",
  summary: "Deletes an alert; its events stay",
  middleware: [admin] as const,
  request: { params },
  responses: jsonOr(DeletedAlertSchema, "It is deleted"),
});

const events = createRoute({
  ...owned,
  method: "get",
  path: "/api/alerts/{id}/events",
  summary: "What an alert has brought, newest first; also when it was deleted",
  middleware: [admin] as const,
  request: { params, query: z.object({ limit, cursor }) },
  responses: jsonOr(AlertEventListSchema, "The events"),
});

const pairCreate = createRoute({
  ...owned,
  method: "post",
  path: "/api/analytics/alerts/create",
  summary: "Makes an alert on a pair's z-score, which fires each time that it goes beyond the threshold",
  description: "The alerts of /api/alerts by other names. Repeats.",
  middleware: [admin, small, idempotent] as const,
  request: { headers: IdempotencyHeaderSchema, body: body(NewPairAlertSchema) },
  responses: jsonOr(PairAlertSchema, "The alert"),
});

const pairList = createRoute({
  ...owned,
  method: "get",
  path: "/api/analytics/alerts",
  summary: "Your alerts on pairs, newest first, 200 at most",
  middleware: [admin] as const,
  request: {
    query: z.object({
      status,
      symbol_pair: z.string().max(41).optional().meta({ example: "BTCUSDT_ETHUSDT" }),
    }),
  },
  responses: jsonOr(PairAlertListSchema, "The alerts"),
});

const pairRemove = createRoute({
  ...owned,
  method: "delete",
  path: "/api/analytics/alerts/{id}/delete",
  summary: "Deletes an alert on a pair; its events stay",
  middleware: [admin] as const,
  request: { params },
  responses: jsonOr(DeletedAlertSchema, "It is deleted"),
});

const PAIR_LIST = 200;

export const alertRoutes = new OpenAPIHono<AppEnv>()
  .openapi(create, async (c) => {
    const { stored, live } = await keepAlert(c.env, c.var.isolate.registry, c.req.valid("json"));
    return json<z.infer<typeof PlacedAlertSchema>>({ ...alertView(stored), live });
  })
  .openapi(list, async (c) => {
    return json<z.infer<typeof AlertListSchema>>(await pageOf(c.env.DB, c.req.valid("query")));
  })
  .openapi(ofSymbol, async (c) => {
    const { symbol } = await c.var.isolate.registry.resolve(c.req.valid("param").symbol);
    const page = await pageOf(c.env.DB, { ...c.req.valid("query"), place: symbol });
    return json<z.infer<typeof AlertListSchema>>(page);
  })
  .openapi(one, async (c) => {
    return json<AlertView>(alertView(await requireAlert(c.env, c.req.valid("param").id)));
  })
  .openapi(change, async (c) => {
    const { stored, live } = await setAlert(c.env, c.req.valid("param").id, c.req.valid("json").status);
    return json<z.infer<typeof PlacedAlertSchema>>({ ...alertView(stored), live });
  })
  .openapi(remove, async (c) => {
    const { id } = c.req.valid("param");
    const live = await dropAlert(c.env, id);
    return json<z.infer<typeof DeletedAlertSchema>>({ id, deleted: true, live });
  })
  .openapi(events, async (c) => {
    const { id: alert } = c.req.valid("param");
    const { limit, cursor } = c.req.valid("query");
    if (!(await alertExisted(c.env.DB, ALERT_OWNER, alert))) throw new WickError("not_found");
    const place = cursor === undefined ? undefined : readCursor(cursor);
    const after = place && { at: place.time, id: place.id };
    const read = await readFirings(c.env.DB, { owner: ALERT_OWNER, alert, after, limit: limit + 1 });
    return json<z.infer<typeof AlertEventListSchema>>({
      alert,
      events: read.slice(0, limit).map(alertEventView),
      cursor: cursorAfter(read, limit, ({ at, id }) => ({ time: at, id })),
    });
  })
  .openapi(pairCreate, async (c) => {
    const { alert_type: type, symbol_pair, condition } = c.req.valid("json");
    const { registry } = c.var.isolate;
    const pair = await resolvePair(registry, symbol_pair, "symbol_pair");
    const { threshold } = condition;
    if (type === "zscore_high" && threshold < 0) {
      const errors = [{ path: "condition.threshold", message: "of zscore_high it is positive" }];
      throw new WickError("invalid_input", "The body is not valid.", { errors });
    }
    const rest = { repeat: true, cooldownMs: 0, expiresAt: null, immediate: false, note: "" };
    const wanted = { ...condition, type, threshold: Math.abs(threshold) };
    const { stored } = await keepAlert(c.env, registry, { pair, condition: wanted, ...rest });
    return json<z.infer<typeof PairAlertSchema>>(pairViewOf(stored));
  })
  .openapi(pairList, async (c) => {
    const { status, symbol_pair } = c.req.valid("query");
    const place =
      symbol_pair === undefined
        ? undefined
        : await resolvePair(c.var.isolate.registry, symbol_pair, "symbol_pair");
    const filter = { owner: ALERT_OWNER, place, status, pairs: true, limit: PAIR_LIST };
    const alerts = (await listAlerts(c.env.DB, filter)).map(pairViewOf);
    return json<z.infer<typeof PairAlertListSchema>>({ alerts });
  })
  .openapi(pairRemove, async (c) => {
    const { id } = c.req.valid("param");
    pairViewOf(await requireAlert(c.env, id));
    return json<z.infer<typeof DeletedAlertSchema>>({ id, deleted: true, live: await dropAlert(c.env, id) });
  });

async function pageOf(
  db: D1Database,
  wish: Pick<AlertFilter, "status" | "place" | "limit"> & { readonly cursor?: string | undefined },
): Promise<z.infer<typeof AlertListSchema>> {
  const { status, place, limit } = wish;
  const at = wish.cursor === undefined ? undefined : readCursor(wish.cursor);
  const after = at && { createdAt: at.time, id: at.id };
  const read = await listAlerts(db, { owner: ALERT_OWNER, status, place, after, limit: limit + 1 });
  return {
    alerts: read.slice(0, limit).map(alertView),
    cursor: cursorAfter(read, limit, ({ createdAt, rule }) => ({ time: createdAt, id: rule.id })),
  };
}

/** @throws WickError not_found for an alert that is on no pair. */
function pairViewOf(stored: StoredAlert): z.infer<typeof PairAlertSchema> {
  const view = pairAlertView(stored);
  if (view === undefined) throw new WickError("not_found", "There is no such alert on a pair.");
  return view;
}
