import type { ExchangeBar } from "./bar.ts";
import type { AggTrade } from "./trade.ts";

export const MINUTE_MS = 60_000;

/** What `exchangeInfo` tells of a symbol. */
export interface SymbolSpec {
  readonly symbol: string;
  readonly baseAsset: string;
  readonly quoteAsset: string;
  /** Fractional digits of prices and of sizes, at most 8. */
  readonly priceDigits: number;
  readonly sizeDigits: number;
}

/**
 * Everything that happens to one symbol, as a function of the minute (minutes since the epoch, on the
 * exchange's clock). The same minute always has the same trades, and its bar is their fold.
 */
export interface SymbolMarket {
  readonly spec: SymbolSpec;
  /** The first minute that is served. */
  readonly firstMinute: number;
  /** The bar of `count` whole minutes from `minute` on. */
  fold(minute: number, count: number): ExchangeBar;
  /** All trades of the minute, in order. */
  trades(minute: number): readonly AggTrade[];
  /** The close before the first trade of the minute, scaled by 10^8. */
  previousClose(minute: number): bigint;
  /** The aggregate id that the first trade at or after the minute has. */
  firstTradeId(minute: number): number;
}

/** The replayed market: its symbols by name, in the order they are listed. */
export type Market = ReadonlyMap<string, SymbolMarket>;
