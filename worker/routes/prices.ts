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
import { type KeepAlive, knownPrices, refreshMarkets, renewSnapshot } from "../market/current-market.ts";
import type { MarketState } from "../market/snapshots.ts";
import type { Price } from "../prices/price.ts";
import { type MarketExtra, marketJson, priceJson } from "../prices/price-json.ts";
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
  summary: "The prices that are kept; never waits for a source",
  request: { query },
  responses: jsonOr(QuickPriceListSchema, "What is cached, and its age; empty and stale when cold"),
});

const quickMarket = createRoute({
  method: "get",
  path: "/api/quick/market",
  tags: ["prices"],
  summary: "The market table that is kept; never waits for a source",
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
      liveText(c.var.isolate, "prices", c.req.valid("query").decimals, (work) =>
        c.executionCtx.waitUntil(work),
      ),
    ),
  )
  .openapi(market, async (c) =>
    servePage<z.infer<typeof MarketListSchema>>(c, () =>
      liveText(c.var.isolate, "markets", c.req.valid("query").decimals, (work) =>
        c.executionCtx.waitUntil(work),
      ),
    ),
  )
  .openapi(quickPrices, async (c) =>
    jsonText<z.infer<typeof QuickPriceListSchema>>(
      await quickText(c.env.DB, c.var.isolate, "prices", c.req.valid("query").decimals, (work) =>
        c.executionCtx.waitUntil(work),
      ),
      CACHE_CONTROL.forming,
    ),
  )
  .openapi(quickMarket, async (c) =>
    jsonText<z.infer<typeof QuickMarketListSchema>>(
      await quickText(c.env.DB, c.var.isolate, "markets", c.req.valid("query").decimals, (work) =>
        c.executionCtx.waitUntil(work),
      ),
      CACHE_CONTROL.forming,
    ),
  );

type List = "prices" | "markets";

async function liveText(
  isolate: Isolate,
  list: List,
  style: DecimalStyle,
  keepAlive: KeepAlive,
): Promise<Text> {
  const held = isolate.board.current();
  const young = held !== undefined && Date.now() - held.asOf < LIVE.freshMs;
  const { prices, asOf } = young ? held : await isolate.board.collect();
  if (list === "markets") refreshMarkets(isolate, keepAlive);
  const rows = rowsText(isolate, list, prices, undefined, style);
  return {
    text: `{"${list}":[${rows}],"asOf":${asOf},"source":"${isolate.config.MARKET_SOURCE}"}`,
    cacheControl: CACHE_CONTROL.forming,
    policy: LIVE,
  };
}

/** What this isolate holds, else the last snapshot; newer prices are collected behind the answer. */
async function quickText(
  db: D1Database,
  isolate: Isolate,
  list: List,
  style: DecimalStyle,
  keepAlive: KeepAlive,
): Promise<string> {
  const { prices: held, market: table } = await knownPrices(db, isolate);
  const ageMs = held === undefined ? null : Math.max(0, Date.now() - held.asOf);
  if (list === "markets" && table !== undefined) renewSnapshot(db, isolate, table, keepAlive);
  if ((ageMs === null || ageMs > QUICK_REFRESH_MS) && !isolate.board.collecting) {
    keepAlive(
      isolate.board.collect().catch((error: unknown) => {
        log({ event: "refresh_failed", what: "prices", error: errorText(error) });
      }),
    );
  }
  if (list === "markets") refreshMarkets(isolate, keepAlive);
  const rows = rowsText(isolate, list, held?.prices ?? [], table, style);
  const stale = ageMs === null || ageMs > QUICK_STALE_MS;
  return (
    `{"${list}":[${rows}],"asOf":${held?.asOf ?? null},"ageMs":${ageMs},"stale":${stale},` +
    `"source":"${isolate.config.MARKET_SOURCE}"}`
  );
}

function rowsText(
  isolate: Isolate,
  list: List,
  prices: readonly Price[],
  table: MarketState | undefined,
  style: DecimalStyle,
): string {
  if (list === "prices") return prices.map((price) => priceJson(price, style)).join(",");
  const heard = isolate.markets.current()?.byCoin;
  const kept = new Map(table?.rows.map((row) => [row.coin, row]));
  const extraOf = (coin: string): MarketExtra | undefined => {
    const row = kept.get(coin);
    return (
      heard?.get(coin) ??
      (row === undefined || row.source === "wick" ? undefined : { ...row, source: row.source })
    );
  };
  return prices.map((price) => marketJson(price, extraOf(price.coin), style)).join(",");
}
