import { isTimeframe, type Timeframe } from "../market/time/timeframe.ts";
import { isSymbolId, type SymbolId } from "./symbol.ts";

/** A channel of the stream, parsed from its name (`bars:BTCUSDT:1m`). */
export type Channel =
  | { readonly kind: "trades" | "ticker" | "status"; readonly symbol: SymbolId }
  | { readonly kind: "bars"; readonly symbol: SymbolId; readonly timeframe: Timeframe };

/** The channel a name stands for, or undefined where no such channel exists. */
export function parseChannel(name: string): Channel | undefined {
  const [kind, symbol = "", timeframe, ...rest] = name.split(":");
  if (!isSymbolId(symbol) || rest.length > 0) return undefined;
  if (kind === "bars") {
    return timeframe !== undefined && isTimeframe(timeframe) ? { kind, symbol, timeframe } : undefined;
  }
  if (timeframe !== undefined) return undefined;
  return kind === "trades" || kind === "ticker" || kind === "status" ? { kind, symbol } : undefined;
}
