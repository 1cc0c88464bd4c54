import { createRoute, OpenAPIHono, type z } from "@hono/zod-openapi";
import type { Context } from "hono";
import { FORECAST_DISCLAIMER } from "../../contract/rest/forecasts.ts";
import { PredictionAnswerSchema, PredictionRequestSchema } from "../../contract/rest/predictions.ts";
import type { AppEnv } from "../app-env.ts";
import { keyOf, requireScope } from "../auth/require-scope.ts";
import { routePorts } from "../forecasts/route-ports.ts";
import { takeCostly } from "../middleware/costly.ts";
import { IdempotencyHeaderSchema, idempotent } from "../middleware/idempotent.ts";
import { predict } from "../predictions/predict.ts";
import { predictionId } from "../predictions/prediction-id.ts";
import { json } from "../respond.ts";
import { strategyTarget } from "../webhooks/strategy-target.ts";
import { jsonOr, KEY_SECURITY } from "./responses.ts";

const predictSpec = {
  tags: ["forecasts"],
  summary: "Features and forecast of the newest final bar, stored and sent on to the strategy webhook",
  description:
    "The message is a `StrategyPayload`, signed as Standard Webhooks has it and tried again for three days. " +
    FORECAST_DISCLAIMER,
  security: KEY_SECURITY,
  request: {
    headers: IdempotencyHeaderSchema,
    body: { required: true, content: { "application/json": { schema: PredictionRequestSchema } } },
  },
  responses: jsonOr(PredictionAnswerSchema, "The prediction, and how it stands with sending it on"),
};
const predictApi = createRoute({
  ...predictSpec,
  method: "post",
  path: "/api/analysis/predict",
  middleware: [requireScope("generate"), idempotent] as const,
});
const predictShort = createRoute({
  ...predictSpec,
  method: "post",
  path: "/analysis/predict",
  middleware: [requireScope("generate"), idempotent] as const,
});

export const predictionRoutes = new OpenAPIHono<AppEnv>().openapi(
  predictApi,
  async (c) => await answer(c, c.req.valid("json")),
);
// Served and documented, but no part of the typed client, which asks under /api alone.
predictionRoutes.openapi(predictShort, async (c) => await answer(c, c.req.valid("json")));

async function answer(c: Context<AppEnv>, wish: z.infer<typeof PredictionRequestSchema>) {
  const { isolate } = c.var;
  const row = await isolate.registry.resolve(wish.symbol);
  takeCostly(c, 1);
  const { timeframe, model } = wish;
  const sender = keyOf(c.req.header("authorization"), c.req.header("x-api-key")) ?? "";
  const given = c.req.header("idempotency-key");
  const key = given === undefined ? null : `${sender}\n${given}`;
  const configured = strategyTarget(isolate.config);
  const prediction = await predict(
    {
      ...routePorts(c.env, isolate),
      board: isolate.board,
      deliveries: { db: c.env.DB, now: () => Date.now(), target: () => configured },
      keepAlive: (work) => c.executionCtx.waitUntil(work),
      newId: (openTime) =>
        predictionId(key, [row.symbol, timeframe, model, openTime], () => crypto.randomUUID()),
    },
    { row, timeframe, model },
  );
  return json<z.infer<typeof PredictionAnswerSchema>>(prediction);
}
