import { createRoute, OpenAPIHono, z } from "@hono/zod-openapi";
import { coinOfBase } from "../../contract/coins.ts";
import { PriceHistorySchema, TimeframeSchema } from "../../contract/rest/bar.ts";
import { TIMEFRAME_MS } from "../../market/time/timeframe.ts";
import type { AppEnv } from "../app-env.ts";
import { BarQuerySchema, MAX_BARS, serveBars } from "./bar-handler.ts";
import { jsonOr } from "./responses.ts";

const DAY_MS = 86_400_000;

const history = createRoute({
  method: "get",
  path: "/api/prices/history/{coin}",
  tags: ["prices"],
  summary: "OHLC history of a coin",
  request: {
    params: z.object({
      coin: z.string().min(1).max(40).meta({ description: "Or a symbol.", example: "bitcoin" }),
    }),
    query: BarQuerySchema.extend({
      timeframe: TimeframeSchema.default("1d"),
      days: z.coerce.number().int().min(1).max(3_650).optional().meta({
        description:
          "As many bars as make so many days, the newest ones; where these are more than a page, by cursor.",
      }),
    }),
  },
  responses: jsonOr(PriceHistorySchema, "The bars, newest last"),
});

export const priceHistoryRoutes = new OpenAPIHono<AppEnv>().openapi(history, async (c) => {
  const { days, ...wish } = c.req.valid("query");
  const bars = days === undefined ? undefined : Math.ceil((days * DAY_MS) / TIMEFRAME_MS[wish.timeframe]);
  const limit = wish.limit ?? (bars === undefined ? undefined : Math.min(MAX_BARS, bars));
  return await serveBars<z.infer<typeof PriceHistorySchema>>(
    c,
    c.req.valid("param").coin,
    { ...wish, limit },
    { head: (row) => ({ coin: coinOfBase(row.base).id }) },
  );
});
