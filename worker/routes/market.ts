import { createRoute, OpenAPIHono, z } from "@hono/zod-openapi";
import type { DecimalStyle } from "../../contract/bar-json.ts";
import { DecimalStyleSchema } from "../../contract/rest/bar.ts";
import { MarketDataSchema } from "../../contract/rest/coins.ts";
import type { AppEnv } from "../app-env.ts";
import { inTime } from "../health/survey.ts";
import type { Isolate } from "../isolate.ts";
import {
  currentMarket,
  heardMarkets,
  type KeepAlive,
  knownPrices,
  refreshMarkets,
  renewSnapshot,
} from "../market/current-market.ts";
import { mainSource, marketDataJson } from "../market/market-data.ts";
import { MARKET_FRESH_MS, type MarketState } from "../market/snapshots.ts";
import { CACHE_CONTROL, jsonText } from "../respond.ts";
import { jsonOr } from "./responses.ts";

const market = createRoute({
  method: "get",
  path: "/api/market/data",
  tags: ["prices"],
  summary: "Every coin's market, cache first: price, 24 hours, market cap, supply",
  description:
    "By outside sources where one tells it, else by our own hubs (`source: wick`). Kept answers are served at once, " +
    "and renewed behind the answer.",
  request: { query: z.object({ decimals: DecimalStyleSchema }) },
  responses: jsonOr(MarketDataSchema, "The market, and how old it is"),
});

export const marketRoutes = new OpenAPIHono<AppEnv>().openapi(market, async (c) => {
  const state = await marketState(c.env.DB, c.var.isolate, (work) => c.executionCtx.waitUntil(work));
  return jsonText<z.infer<typeof MarketDataSchema>>(
    marketText(state, c.req.valid("query").decimals, Date.now()),
    CACHE_CONTROL.forming,
  );
});

/** What is in memory, else the last snapshot; only where there is neither are hubs and the desk waited for. */
async function marketState(
  db: D1Database,
  isolate: Isolate,
  keepAlive: KeepAlive,
): Promise<MarketState | undefined> {
  const known = await knownPrices(db, isolate);
  if (isolate.markets.current() !== undefined && known.prices !== undefined) {
    refreshMarkets(isolate, keepAlive);
    renewBoard(isolate, known.prices.asOf, keepAlive);
    return { rows: await currentMarket(isolate, known.prices), asOf: known.prices.asOf };
  }
  if (known.market !== undefined) {
    renewSnapshot(db, isolate, known.market, keepAlive);
    return known.market;
  }
  const [board] = await Promise.all([
    inTime("prices", isolate.board.collect()),
    inTime("markets", heardMarkets(isolate)),
  ]);
  return board === undefined ? undefined : { rows: await currentMarket(isolate, board), asOf: board.asOf };
}

function renewBoard(isolate: Isolate, asOf: number, keepAlive: KeepAlive): void {
  if (Date.now() - asOf < 1_000 || isolate.board.collecting) return;
  keepAlive(isolate.board.collect().catch(() => {}));
}

function marketText(state: MarketState | undefined, style: DecimalStyle, now: number): string {
  const rows = state?.rows ?? [];
  const ageMs = state === undefined ? null : Math.max(0, now - state.asOf);
  return (
    `{"markets":${marketDataJson(rows, style)},"asOf":${state?.asOf ?? null},"ageMs":${ageMs},` +
    `"stale":${ageMs === null || ageMs > MARKET_FRESH_MS},"source":${JSON.stringify(mainSource(rows))}}`
  );
}
