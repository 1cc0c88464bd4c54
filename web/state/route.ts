import { baseOf } from "../../contract/coins.ts";
import { isTimeframe, type Timeframe } from "../../market/time/timeframe.ts";

interface Chart {
  readonly timeframe: Timeframe;
  /** Indicators that the address asks for (`ema(21),rsi(14)`); without them the viewer's own are shown. */
  readonly indicators?: string;
}

export type Route =
  /** The first symbol of the market. */
  | (Chart & { readonly page: "home" })
  | (Chart & { readonly page: "symbol"; readonly symbol: string })
  /** What is known of a coin, by its base asset (`BTC`). */
  | { readonly page: "coin"; readonly coin: string }
  /** How Wick itself is doing. */
  | { readonly page: "operations" }
  /** A strategy on past bars. */
  | { readonly page: "backtest" }
  /** Two symbols beside each other; its own address says which. */
  | { readonly page: "pairs" }
  /** What models say of the bars to come, and what that is worth; its own address says of what. */
  | { readonly page: "forecasts" }
  | { readonly page: "lost"; readonly path: string };

export const DEFAULT_TIMEFRAME: Timeframe = "1m";

/** The page that an address stands for. Symbols may be written in any case. */
export function parseRoute(path: string, search: string): Route {
  const chart = chartOf(new URLSearchParams(search));
  if (path === "/" || path === "") return { page: "home", ...chart };
  if (/^\/operations\/?$/.test(path)) return { page: "operations" };
  if (/^\/backtest\/?$/.test(path)) return { page: "backtest" };
  if (/^\/pairs\/?$/.test(path)) return { page: "pairs" };
  if (/^\/forecasts\/?$/.test(path)) return { page: "forecasts" };
  const coin = /^\/coins\/([A-Za-z0-9-]{1,40})\/?$/.exec(path)?.[1];
  if (coin !== undefined) return { page: "coin", coin: baseOf(coin) };
  const symbol = /^\/s\/([A-Za-z0-9]{2,20})\/?$/.exec(path)?.[1];
  return symbol === undefined
    ? { page: "lost", path }
    : { page: "symbol", symbol: symbol.toUpperCase(), ...chart };
}

function chartOf(query: URLSearchParams): Chart {
  const wanted = query.get("tf") ?? "";
  const indicators = query.get("ind");
  const timeframe = isTimeframe(wanted) ? wanted : DEFAULT_TIMEFRAME;
  return indicators === null ? { timeframe } : { timeframe, indicators };
}

/** The address of a symbol's page. @param indicators on its chart, as `choicesText` writes them. */
export function symbolPath(symbol: string, timeframe: Timeframe, indicators = ""): string {
  return `/s/${symbol}?tf=${timeframe}${indicators === "" ? "" : `&ind=${indicators}`}`;
}

/** The address of a coin's page. */
export function coinPath(base: string): string {
  return `/coins/${base}`;
}

export const OPERATIONS_PATH = "/operations";
export const BACKTEST_PATH = "/backtest";
