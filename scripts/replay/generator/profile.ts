import { assetsOf } from "../model/assets.ts";
import type { SymbolSpec } from "../model/market.ts";
import { hashText } from "../model/random.ts";

/** How a generated symbol behaves. */
export interface Profile extends SymbolSpec {
  /** The price that the symbol wanders around, in quote units. */
  readonly price: number;
  /** Average size of an aggregate trade, in base units. */
  readonly size: number;
  /** Average aggregate trades a second. */
  readonly rate: number;
  /** Typical relative move of a day. */
  readonly dayVolatility: number;
  /** Share of minutes with hardly a trade or none. */
  readonly quiet: number;
}

type Row = readonly [
  base: string,
  price: number,
  priceDigits: number,
  sizeDigits: number,
  size: number,
  rate: number,
  dayVolatility: number,
];

const ROWS: readonly Row[] = [
  ["BTC", 67_250, 2, 5, 0.035, 8, 0.02],
  ["ETH", 3_480, 2, 4, 0.55, 4, 0.025],
  ["SOL", 162, 2, 3, 9, 3, 0.035],
  ["XRP", 0.58, 4, 0, 1_500, 2, 0.03],
  ["LTC", 84, 2, 3, 8, 1, 0.028],
  ["BNB", 585, 1, 3, 1.1, 2, 0.022],
  ["ADA", 0.45, 4, 1, 1_900, 1.5, 0.03],
  ["DOGE", 0.125, 5, 0, 7_000, 2, 0.038],
  // Not followed at first: what a newcomer adds while it runs.
  ["LINK", 14.2, 2, 2, 40, 1, 0.035],
  ["AVAX", 28.5, 2, 2, 20, 1, 0.038],
  ["TRX", 0.165, 4, 1, 3_000, 1, 0.02],
  // The extremes: a price of eight decimals with volumes of 10^12 a day, and quote volumes of 16 decimals.
  ["SHIB", 0.0000184, 8, 0, 12_000_000, 1, 0.04],
  ["WICK", 0.01234567, 8, 8, 250, 1, 0.04],
];

/** The symbols that are listed when none are named. */
export const DEFAULT_SYMBOLS: readonly string[] = ROWS.map(([base]) => `${base}USDT`);

/** The profile of any symbol: a known one, or one drawn from its name. */
export function profileOf(symbol: string): Profile {
  const { baseAsset, quoteAsset } = assetsOf(symbol);
  const row = quoteAsset === "USDT" ? ROWS.find(([base]) => base === baseAsset) : undefined;
  const [, price, priceDigits, sizeDigits, size, rate, dayVolatility] = row ?? drawn(symbol);
  const quiet = rate >= 4 ? 0.006 : 0.02;
  return {
    symbol,
    baseAsset,
    quoteAsset,
    price,
    priceDigits,
    sizeDigits,
    size,
    rate,
    dayVolatility,
    quiet,
  };
}

function drawn(symbol: string): Row {
  const h = hashText(symbol);
  const magnitude = (h % 7) - 3; // 0.001 to 1,000
  const price = (1 + ((h >>> 3) % 899) / 100) * 10 ** magnitude;
  const priceDigits = Math.min(8, Math.max(2, 4 - magnitude));
  const sizeDigits = Math.min(5, Math.max(0, magnitude + 1));
  return [symbol, price, priceDigits, sizeDigits, 600 / price, 0.5 + ((h >>> 13) % 20) / 10, 0.035];
}
