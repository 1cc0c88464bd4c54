import { isTimeframe, type Timeframe } from "../../../market/time/timeframe.ts";

/** A stream that carries data here; any other name may be subscribed to and stays silent. */
export type Stream =
  | { readonly kind: "aggTrade" | "trade" | "ticker"; readonly symbol: string }
  | { readonly kind: "kline"; readonly symbol: string; readonly frame: Timeframe };

/** Parses `btcusdt@kline_1m` and its like; symbols are lower case, as the exchange wants them. */
export function parseStream(name: string): Stream | undefined {
  const match = /^([a-z0-9]{2,20})@(aggTrade|trade|ticker|kline_(\w+))$/.exec(name);
  const [, lower, kind, frame] = match ?? [];
  if (lower === undefined) return undefined;
  const symbol = lower.toUpperCase();
  if (kind === "aggTrade" || kind === "trade" || kind === "ticker") return { kind, symbol };
  return frame !== undefined && isTimeframe(frame) ? { kind: "kline", symbol, frame } : undefined;
}
