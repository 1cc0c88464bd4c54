import { createRoute, OpenAPIHono, z } from "@hono/zod-openapi";
import { BarListSchema } from "../../contract/rest/bar.ts";
import type { AppEnv } from "../app-env.ts";
import { BarQuerySchema, serveBars } from "./bar-handler.ts";
import { jsonOr } from "./responses.ts";

const { 200: list, default: problem } = jsonOr(BarListSchema, "The bars, newest last");

const ohlcv = createRoute({
  method: "get",
  path: "/api/features/ohlcv/{symbol}",
  tags: ["features"],
  summary: "Bars of a symbol, any timeframe, as far back as the exchange's history",
  request: {
    params: z.object({
      symbol: z.string().min(1).max(40).meta({ description: "Or a coin.", example: "BTCUSDT" }),
    }),
    query: BarQuerySchema,
  },
  responses: {
    200: { ...list, content: { ...list.content, "text/csv": { schema: z.string() } } },
    default: problem,
  },
});

export const featureRoutes = new OpenAPIHono<AppEnv>().openapi(ohlcv, async (c) =>
  serveBars(c, c.req.valid("param").symbol, c.req.valid("query")),
);
