import { createRoute, OpenAPIHono, z } from "@hono/zod-openapi";
import { BarListSchema, DecimalStyleSchema } from "../../contract/rest/bar.ts";
import { LatestPriceListSchema, LatestPriceSchema } from "../../contract/rest/prices.ts";
import type { AppEnv } from "../app-env.ts";
import { FILE_TYPES } from "../bars/bar-export.ts";
import { latestPrices } from "../prices/latest-price.ts";
import { CACHE_CONTROL, servePage } from "../respond.ts";
import { BarFileQuerySchema, serveBarFile } from "./bar-handler.ts";
import { jsonOr } from "./responses.ts";

const { 200: list, default: problem } = jsonOr(BarListSchema, "The bars, newest last");
const params = z.object({
  symbol: z.string().min(1).max(40).meta({ description: "Or a coin.", example: "BTCUSDT" }),
});

const ohlcv = createRoute({
  method: "get",
  path: "/api/features/ohlcv/{symbol}",
  tags: ["features"],
  summary: "Bars of a symbol, any timeframe, as far back as the exchange's history; also as a file",
  request: { params, query: BarFileQuerySchema },
  responses: {
    200: {
      ...list,
      content: {
        ...list.content,
        "text/csv": { schema: z.string() },
        [FILE_TYPES.parquet]: { schema: z.string().meta({ format: "binary" }) },
      },
    },
    default: problem,
  },
});

const price = createRoute({
  method: "get",
  path: "/api/features/price/{symbol}",
  tags: ["features"],
  summary: "The latest price of a symbol, and where it comes from",
  request: { params, query: z.object({ decimals: DecimalStyleSchema }) },
  responses: jsonOr(LatestPriceSchema, "The price, at most a second old while the feed is live"),
});

const MAX_SYMBOLS = 100;

const prices = createRoute({
  method: "get",
  path: "/api/features/prices",
  tags: ["features"],
  summary: "The latest prices of several symbols, or of all",
  request: {
    query: z.object({
      symbols: z
        .string()
        .max(2_000)
        .optional()
        .transform((text) => text?.split(",").filter(Boolean))
        .pipe(z.array(z.string().min(1).max(40)).max(MAX_SYMBOLS).optional())
        .meta({ description: "A comma list of symbols or coins; all when absent." }),
      decimals: DecimalStyleSchema,
    }),
  },
  responses: jsonOr(LatestPriceListSchema, "The prices, in the order they were asked for"),
});

const LIVE = { cacheControl: CACHE_CONTROL.forming, policy: { freshMs: 1_000, staleMs: 0 } };

/** Bars and prices of symbols. */
export const featureRoutes = new OpenAPIHono<AppEnv>()
  .openapi(ohlcv, async (c) => serveBarFile(c, c.req.valid("param").symbol, c.req.valid("query")))
  .openapi(price, async (c) =>
    servePage<z.infer<typeof LatestPriceSchema>>(c, async () => {
      const { isolate } = c.var;
      const row = await isolate.registry.resolve(c.req.valid("param").symbol);
      const latest = await latestPrices(isolate, [row], c.req.valid("query").decimals);
      return { text: latest.prices.join(), ...LIVE };
    }),
  )
  .openapi(prices, async (c) =>
    servePage<z.infer<typeof LatestPriceListSchema>>(c, async () => {
      const { isolate } = c.var;
      const { symbols, decimals } = c.req.valid("query");
      const rows =
        symbols === undefined
          ? await isolate.registry.active()
          : await Promise.all(symbols.map((symbol) => isolate.registry.resolve(symbol)));
      const latest = await latestPrices(isolate, rows, decimals);
      return { text: `{"prices":[${latest.prices.join(",")}],"asOf":${latest.asOf}}`, ...LIVE };
    }),
  );
