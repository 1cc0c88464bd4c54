import { createRoute, OpenAPIHono, z } from "@hono/zod-openapi";
import { WickError } from "../../contract/errors.ts";
import { DecimalStyleSchema } from "../../contract/rest/bar.ts";
import { CoinChartSchema, CoinListSchema, CoinSchema, CoinVolumeSchema } from "../../contract/rest/coins.ts";
import type { AppEnv } from "../app-env.ts";
import type { Isolate } from "../isolate.ts";
import { findCoin, type KnownCoin, knownCoins } from "../market/coin-book.ts";
import { coinJson } from "../market/coin-json.ts";
import { coinSeries } from "../market/coin-series.ts";
import { type KeepAlive, refreshMarkets } from "../market/current-market.ts";
import { pointsJson, WARM_DAYS } from "../market/daily-series.ts";
import { CACHE_CONTROL, servePage, type Text } from "../respond.ts";
import { jsonOr } from "./responses.ts";

const params = z.object({
  symbol: z.string().min(1).max(60).meta({ example: "BTC", description: "`BTCUSDT`, `BTC`, `bitcoin`" }),
});
const query = z.object({ decimals: DecimalStyleSchema });
const seriesQuery = query.extend({
  days: z.coerce.number().int().min(1).max(WARM_DAYS).default(WARM_DAYS),
});

const list = createRoute({
  method: "get",
  path: "/api/coins",
  tags: ["coins"],
  summary: "Every coin: our own 24 hours, market cap and supply by outside sources, details",
  request: { query },
  responses: jsonOr(CoinListSchema, "Followed coins in the order of their symbols, then the others"),
});

const one = createRoute({
  method: "get",
  path: "/api/coins/{symbol}",
  tags: ["coins"],
  summary: "One coin",
  request: { params, query },
  responses: jsonOr(CoinSchema, "The coin"),
});

const chart = createRoute({
  method: "get",
  path: "/api/coins/{symbol}/chart",
  tags: ["coins"],
  summary: "Daily closes of the last days, kept warm",
  description: "From our own 1d bars; of a coin that is not followed, from an outside source.",
  request: { params, query: seriesQuery },
  responses: jsonOr(CoinChartSchema, "`[time, price]`, oldest first"),
});

const volume = createRoute({
  method: "get",
  path: "/api/coins/{symbol}/volume",
  tags: ["coins"],
  summary: "Daily turnover of the last days, kept warm",
  description: "From our own 1d bars; of a coin that is not followed, from an outside source.",
  request: { params, query: seriesQuery },
  responses: jsonOr(CoinVolumeSchema, "`[time, volume]`, oldest first"),
});

const COINS = { freshMs: 1_000, staleMs: 4_000 };
const SERIES = { freshMs: 10_000, staleMs: 50_000 };
const PRICES_MS = 5_000;

export const coinRoutes = new OpenAPIHono<AppEnv>()
  .openapi(list, async (c) =>
    servePage<z.infer<typeof CoinListSchema>>(c, async () => {
      const { isolate } = c.var;
      const { coins } = await everyCoin(isolate);
      const asOf = await livePrices(isolate, (work) => c.executionCtx.waitUntil(work));
      const rows = coins.map((coin) => coinText(isolate, coin, c.req.valid("query").decimals));
      return page(`{"coins":[${rows.join(",")}],"asOf":${asOf}}`);
    }),
  )
  .openapi(one, async (c) =>
    servePage<z.infer<typeof CoinSchema>>(c, async () => {
      const { isolate } = c.var;
      const coin = await oneCoin(isolate, c.req.valid("param").symbol);
      await livePrices(isolate, (work) => c.executionCtx.waitUntil(work));
      return page(coinText(isolate, coin, c.req.valid("query").decimals));
    }),
  )
  .openapi(chart, async (c) =>
    servePage<z.infer<typeof CoinChartSchema>>(c, async () => {
      const { days, decimals } = c.req.valid("query");
      const coin = await oneCoin(c.var.isolate, c.req.valid("param").symbol);
      const { points, ...head } = await coinSeries(c.env, c.var.isolate, "chart", coin, days);
      return seriesPage(`${JSON.stringify(head).slice(0, -1)},"prices":${pointsJson(points, decimals)}}`);
    }),
  )
  .openapi(volume, async (c) =>
    servePage<z.infer<typeof CoinVolumeSchema>>(c, async () => {
      const { days, decimals } = c.req.valid("query");
      const coin = await oneCoin(c.var.isolate, c.req.valid("param").symbol);
      const { points, ...head } = await coinSeries(c.env, c.var.isolate, "volume", coin, days);
      return seriesPage(`${JSON.stringify(head).slice(0, -1)},"volumes":${pointsJson(points, decimals)}}`);
    }),
  );

function page(text: string): Text {
  return { text, cacheControl: CACHE_CONTROL.forming, policy: COINS };
}

function seriesPage(text: string): Text {
  return { text, cacheControl: CACHE_CONTROL.stable, policy: SERIES };
}

async function everyCoin(isolate: Isolate) {
  const [rows, symbols] = await Promise.all([isolate.coins.rows(), isolate.registry.active()]);
  return { coins: knownCoins(rows, symbols), symbols };
}

/** @throws WickError unknown_symbol */
async function oneCoin(isolate: Isolate, text: string): Promise<KnownCoin> {
  const { coins, symbols } = await everyCoin(isolate);
  const coin = findCoin(text, coins, symbols);
  if (coin === undefined) throw new WickError("unknown_symbol", `There is no coin ${text.slice(0, 40)}.`);
  return coin;
}

/** Prices at most a few seconds old in the board; outside markets are asked for behind the answer. */
async function livePrices(isolate: Isolate, keepAlive: KeepAlive): Promise<number> {
  refreshMarkets(isolate, keepAlive);
  const held = isolate.board.current();
  if (held !== undefined && Date.now() - held.asOf < PRICES_MS) return held.asOf;
  return (await isolate.board.collect()).asOf;
}

function coinText(isolate: Isolate, coin: KnownCoin, style: "number" | "string"): string {
  const price = isolate.board.current()?.prices.find(({ symbol }) => symbol === coin.symbol?.symbol);
  return coinJson(coin, price, isolate.markets.current()?.byCoin.get(coin.id), style);
}
