import type { DecimalStyle } from "../../contract/bar-json.ts";
import type { CoinMarket, SourceId } from "../../contract/market.ts";
import type { Price } from "../prices/price.ts";
import { DOLLAR_QUOTES, type KnownCoin } from "./coin-book.ts";
import { objectJson } from "./decimal-json.ts";

/** A coin's market, by an outside source or by our own hub. Amounts are decimal text. */
export interface MarketDatum extends Omit<CoinMarket, "source"> {
  readonly base: string;
  readonly name: string;
  readonly symbol: string | null;
  readonly source: SourceId | "wick";
}

/** Amounts of a market, for whoever writes it as JSON. */
export const MARKET_AMOUNTS: ReadonlySet<string> = new Set([
  "price",
  "change24h",
  "changePercent24h",
  "high24h",
  "low24h",
  "volume24h",
  "marketCap",
  "circulatingSupply",
  "totalSupply",
  "maxSupply",
]);

/**
 * A row for every coin that anybody can price: what an outside source told, else what our own hub knows, which
 * has no market cap and says `wick`. A hub that prices in other than dollars tells nothing here.
 */
export function marketData(
  coins: readonly KnownCoin[],
  outside: ReadonlyMap<string, CoinMarket>,
  prices: readonly Price[],
  asOf: number,
): readonly MarketDatum[] {
  const priceOf = new Map(prices.map((price) => [price.symbol, price]));
  return coins.flatMap(({ id, base, name, symbol }): readonly MarketDatum[] => {
    const head = { base, name, symbol: symbol?.symbol ?? null };
    const told = outside.get(id);
    if (told !== undefined) return [{ ...told, ...head }];
    const own = symbol === null ? undefined : priceOf.get(symbol.symbol);
    if (own === undefined || own.day.last === null || !DOLLAR_QUOTES.includes(own.quote)) return [];
    return [{ ...ownMarket(id, own, asOf), ...head }];
  });
}

function ownMarket(coin: string, { day, state }: Price, asOf: number) {
  return {
    coin,
    price: day.last,
    change24h: day.change,
    changePercent24h: day.changePercent,
    high24h: day.high,
    low24h: day.low,
    volume24h: day.quoteVolume,
    marketCap: null,
    rank: null,
    circulatingSupply: null,
    totalSupply: null,
    maxSupply: null,
    source: "wick" as const,
    // The exchange's time where it is known: prices that do not move do not grow younger.
    asOf: day.time ?? asOf,
    stale: state !== "live" && state !== "replay",
  };
}

/** The source of most rows; null without rows. */
export function mainSource(rows: readonly MarketDatum[]): MarketDatum["source"] | null {
  const counts = new Map<MarketDatum["source"], number>();
  for (const { source } of rows) counts.set(source, (counts.get(source) ?? 0) + 1);
  return [...counts].sort(([, a], [, b]) => b - a)[0]?.[0] ?? null;
}

/** Rows as JSON text, every digit as it came. */
export function marketDataJson(rows: readonly MarketDatum[], style: DecimalStyle): string {
  return `[${rows.map((row) => objectJson(row, MARKET_AMOUNTS, style)).join(",")}]`;
}
