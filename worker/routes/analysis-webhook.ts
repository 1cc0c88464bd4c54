import { createRoute, OpenAPIHono, z } from "@hono/zod-openapi";
import type { Context } from "hono";
import { WickError } from "../../contract/errors.ts";
import {
  AnalysisPayloadSchema,
  AnalysisReceiptSchema,
  AnalysisResultSchema,
} from "../../contract/webhooks/analysis.ts";
import { newestInbound } from "../../platform/d1/inbound-webhooks.ts";
import type { AppEnv } from "../app-env.ts";
import { fromStore } from "../pairs/stored.ts";
import { CACHE_CONTROL, json, servePage } from "../respond.ts";
import { N8N, takeAnalysis } from "../webhooks/take-analysis.ts";
import { jsonOr } from "./responses.ts";

const inboundSpec = {
  tags: ["analysis"],
  summary: "Takes in what an n8n flow has found of a symbol",
  description:
    "Signed as Standard Webhooks has it, or with the shared secret in X-Webhook-Secret; at most five minutes old; " +
    "a repeat of a `webhook-id` changes nothing.",
  request: {
    // Whose message it is, is settled before it is read: it is checked by hand.
    body: { required: true, content: { "*/*": { schema: AnalysisPayloadSchema } } },
  },
  responses: jsonOr(AnalysisReceiptSchema, "It is stored"),
};
const inboundApi = createRoute({ ...inboundSpec, method: "post", path: "/api/analysis/webhook" });
const inboundShort = createRoute({ ...inboundSpec, method: "post", path: "/analysis/webhook" });

const resultSpec = {
  tags: ["analysis"],
  summary: "What n8n has sent last of a symbol",
  request: {
    params: z.object({
      symbol: z.string().min(1).max(40).meta({ description: "Or a coin.", example: "BTCUSDT" }),
    }),
  },
  responses: jsonOr(AnalysisResultSchema, "The newest message"),
};
const resultApi = createRoute({ ...resultSpec, method: "get", path: "/api/analysis/result/{symbol}" });
const resultShort = createRoute({ ...resultSpec, method: "get", path: "/analysis/result/{symbol}" });

/** In the isolate: what has come is seen a second later at the latest. */
const BRIEF = { freshMs: 1_000, staleMs: 0 };

export const analysisWebhookRoutes = new OpenAPIHono<AppEnv>()
  .openapi(inboundApi, async (c) => await receive(c))
  .openapi(resultApi, async (c) => await newest(c, c.req.valid("param").symbol));
// Served and documented, but no part of the typed client, which asks under /api alone.
analysisWebhookRoutes.openapi(inboundShort, receive);
analysisWebhookRoutes.openapi(resultShort, async (c) => await newest(c, c.req.valid("param").symbol));

async function receive(c: Context<AppEnv>) {
  const { registry, config } = c.var.isolate;
  const ports = {
    db: c.env.DB,
    now: () => Date.now(),
    newId: () => crypto.randomUUID(),
    secret: config.N8N_WEBHOOK_SECRET,
    symbolOf: async (name: string) => (await registry.resolve(name)).symbol,
  };
  return json<z.infer<typeof AnalysisReceiptSchema>>(await takeAnalysis(ports, c.req.raw));
}

async function newest(c: Context<AppEnv>, name: string) {
  return await servePage<z.infer<typeof AnalysisResultSchema>>(c, async () => {
    const { symbol } = await c.var.isolate.registry.resolve(name);
    const found = await fromStore(newestInbound(c.env.DB, N8N, symbol));
    if (found === null) throw new WickError("not_found", `Nothing has come of ${symbol}.`);
    const { receivedAt, payload } = found;
    const about = JSON.stringify({ symbol, source: N8N, receivedAt });
    // As it came, to the last digit: parsed and written again it might not be.
    const text = `${about.slice(0, -1)},"payload":${payload}}`;
    return { text, cacheControl: CACHE_CONTROL.forming, policy: BRIEF };
  });
}
