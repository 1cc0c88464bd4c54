import { createRoute, OpenAPIHono, z } from "@hono/zod-openapi";
import type { DecimalStyle } from "../../contract/bar-json.ts";
import { DecimalStyleSchema } from "../../contract/rest/bar.ts";
import {
  MarketListSchema,
  PriceListSchema,
  QuickMarketListSchema,
  QuickPriceListSchema,
} from "../../contract/rest/prices.ts";
import { errorText, log } from "../../platform/telemetry/log.ts";
import type { AppEnv } from "../app-env.ts";
import type { Isolate } from "../isolate.ts";
import { priceJson } from "../prices/price-json.ts";
import { CACHE_CONTROL, jsonText, servePage, type Text } from "../respond.ts";
import { jsonOr } from "./responses.ts";

const query = z.object({ decimals: DecimalStyleSchema });

const prices = createRoute({
  method: "get",
  path: "/api/prices",
  tags: ["prices"],
  summary: "The last price and the 24 hours of every symbol",
  request: { query },
  responses: jsonOr(PriceListSchema, "The prices, at most a second old"),
});

const market = createRoute({
  method: "get",
  path: "/api/prices/market",
  tags: ["prices"],
  summary: "The market table: prices with a day's sparkline",
  request: { query },
  responses: jsonOr(MarketListSchema, "The market, at most a second old"),
});

const quickPrices = createRoute({
  method: "get",
  path: "/api/quick/prices",
  tags: ["prices"],
  summary: "The prices this isolate holds; never waits for a source",
  request: { query },
  responses: jsonOr(QuickPriceListSchema, "What is cached, and its age; empty and stale when cold"),
});

const quickMarket = createRoute({
  method: "get",
  path: "/api/quick/market",
  tags: ["prices"],
  summary: "The market table this isolate holds; never waits for a source",
  request: { query },
  responses: jsonOr(QuickMarketListSchema, "What is cached, and its age; empty and stale when cold"),
});

/** Fresh for a second; then one request collects while the others still get the last prices. */
const LIVE = { freshMs: 1_000, staleMs: 4_000 };
const QUICK_REFRESH_MS = 1_000;
const QUICK_STALE_MS = 10_000;

export const priceRoutes = new OpenAPIHono<AppEnv>()
  .openapi(prices, async (c) =>
    servePage<z.infer<typeof PriceListSchema>>(c, () =>
      liveText(c.var.isolate, "prices", c.req.valid("query").decimals),
    ),
  )
  .openapi(market, async (c) =>
    servePage<z.infer<typeof MarketListSchema>>(c, () =>
      liveText(c.var.isolate, "markets", c.req.valid("query").decimals),
    ),
  )
  .openapi(quickPrices, (c) =>
    jsonText<z.infer<typeof QuickPriceListSchema>>(
      quickText(c.var.isolate, "prices", c.req.valid("query").decimals, (work) =>
        c.executionCtx.waitUntil(work),
      ),
      CACHE_CONTROL.forming,
    ),
  )
  .openapi(quickMarket, (c) =>
    jsonText<z.infer<typeof QuickMarketListSchema>>(
      quickText(c.var.isolate, "markets", c.req.valid("query").decimals, (work) =>
        c.executionCtx.waitUntil(work),
      ),
      CACHE_CONTROL.forming,
    ),
  );

async function liveText(isolate: Isolate, list: "prices" | "markets", style: DecimalStyle): Promise<Text> {
  const held = isolate.board.current();
  const young = held !== undefined && Date.now() - held.asOf < LIVE.freshMs;
  const { prices, asOf } = young ? held : await isolate.board.collect();
  const rows = prices.map((price) => priceJson(price, style, list === "markets"));
  return {
    text: `{"${list}":[${rows.join(",")}],"asOf":${asOf},"source":"${isolate.config.MARKET_SOURCE}"}`,
    cacheControl: CACHE_CONTROL.forming,
    policy: LIVE,
  };
}

function quickText(
  isolate: Isolate,
  list: "prices" | "markets",
  style: DecimalStyle,
  keepAlive: (work: Promise<unknown>) => void,
): string {
  const held = isolate.board.current();
  const ageMs = held === undefined ? null : Date.now() - held.asOf;
  if ((ageMs === null || ageMs > QUICK_REFRESH_MS) && !isolate.board.collecting) {
    keepAlive(
      isolate.board.collect().catch((error: unknown) => {
        log({ event: "refresh_failed", what: "prices", error: errorText(error) });
      }),
    );
  }
  const rows = held?.prices.map((price) => priceJson(price, style, list === "markets")) ?? [];
  const stale = ageMs === null || ageMs > QUICK_STALE_MS;
  return (
    `{"${list}":[${rows.join(",")}],"asOf":${held?.asOf ?? null},"ageMs":${ageMs},"stale":${stale},` +
    `"source":"${isolate.config.MARKET_SOURCE}"}`
  );
}
