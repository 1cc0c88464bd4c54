import { baseOf } from "../../contract/coins.ts";
import { isTimeframe, type Timeframe } from "../../market/time/timeframe.ts";

export type Route =
  /** The first symbol of the market. */
  | { readonly page: "home"; readonly timeframe: Timeframe }
  | { readonly page: "symbol"; readonly symbol: string; readonly timeframe: Timeframe }
  /** What is known of a coin, by its base asset (`BTC`). */
  | { readonly page: "coin"; readonly coin: string }
  /** How Wick itself is doing. */
  | { readonly page: "operations" }
  | { readonly page: "lost"; readonly path: string };

export const DEFAULT_TIMEFRAME: Timeframe = "1m";

/** The page that an address stands for. Symbols may be written in any case. */
export function parseRoute(path: string, search: string): Route {
  const wanted = new URLSearchParams(search).get("tf") ?? "";
  const timeframe = isTimeframe(wanted) ? wanted : DEFAULT_TIMEFRAME;
  if (path === "/" || path === "") return { page: "home", timeframe };
  if (/^\/operations\/?$/.test(path)) return { page: "operations" };
  const coin = /^\/coins\/([A-Za-z0-9-]{1,40})\/?$/.exec(path)?.[1];
  if (coin !== undefined) return { page: "coin", coin: baseOf(coin) };
  const symbol = /^\/s\/([A-Za-z0-9]{2,20})\/?$/.exec(path)?.[1];
  return symbol === undefined
    ? { page: "lost", path }
    : { page: "symbol", symbol: symbol.toUpperCase(), timeframe };
}

/** The address of a symbol's page. */
export function symbolPath(symbol: string, timeframe: Timeframe): string {
  return `/s/${symbol}?tf=${timeframe}`;
}

/** The address of a coin's page. */
export function coinPath(base: string): string {
  return `/coins/${base}`;
}

export const OPERATIONS_PATH = "/operations";
