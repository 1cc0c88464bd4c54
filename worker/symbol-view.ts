import { coinOfBase } from "../contract/coins.ts";
import type { SymbolView } from "../contract/rest/symbols.ts";
import type { SymbolRow } from "../platform/d1/schema/symbols.ts";

/** A registry row as the API shows it. */
export function symbolView(row: SymbolRow): SymbolView {
  return {
    symbol: row.symbol,
    base: row.base,
    quote: row.quote,
    name: row.name,
    coin: coinOfBase(row.base).id,
    feed: row.feed,
    tickSize: row.tickSize,
    stepSize: row.stepSize,
    latenessMs: row.latenessMs,
    status: row.status,
    addedAt: row.addedAt,
  };
}
