import { isTimeframe, type Timeframe } from "../../market/time/timeframe.ts";

export type Route =
  /** The first symbol of the market. */
  | { readonly page: "home"; readonly timeframe: Timeframe }
  | { readonly page: "symbol"; readonly symbol: string; readonly timeframe: Timeframe }
  | { readonly page: "lost"; readonly path: string };

export const DEFAULT_TIMEFRAME: Timeframe = "1m";

/** The page that an address stands for. Symbols may be written in any case. */
export function parseRoute(path: string, search: string): Route {
  const wanted = new URLSearchParams(search).get("tf") ?? "";
  const timeframe = isTimeframe(wanted) ? wanted : DEFAULT_TIMEFRAME;
  if (path === "/" || path === "") return { page: "home", timeframe };
  const symbol = /^\/s\/([A-Za-z0-9]{2,20})\/?$/.exec(path)?.[1];
  return symbol === undefined
    ? { page: "lost", path }
    : { page: "symbol", symbol: symbol.toUpperCase(), timeframe };
}

/** The address of a symbol's page. */
export function symbolPath(symbol: string, timeframe: Timeframe): string {
  return `/s/${symbol}?tf=${timeframe}`;
}
