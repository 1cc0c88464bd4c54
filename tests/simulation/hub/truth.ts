import type { Bar } from "../../../market/bars/bar.ts";
import type { Decimal } from "../../../market/bars/decimal.ts";
import type { Kline } from "../../../market/bars/kline.ts";
import type { Timeframe } from "../../../market/time/timeframe.ts";

/** A trade as the simulated exchange made it: integers in units of 1e-8. */
export interface Fill {
  readonly id: number;
  readonly firstId: number;
  readonly lastId: number;
  readonly time: number;
  readonly price: bigint;
  readonly size: bigint;
  readonly buyerIsMaker: boolean;
}

/** An own fold of fills, on purpose without a line of the code under test. */
export interface Candle {
  readonly openTime: number;
  open: bigint;
  high: bigint;
  low: bigint;
  close: bigint;
  volume: bigint;
  quote: bigint;
  buyVolume: bigint;
  buyQuote: bigint;
  n: number;
  firstId: number | null;
  lastId: number | null;
}

export function candleOf(openTime: number, fills: readonly Fill[], previousClose: bigint): Candle {
  const prices = fills.map((fill) => fill.price);
  const buys = fills.filter((fill) => !fill.buyerIsMaker);
  const sum = (list: readonly bigint[]) => list.reduce((total, one) => total + one, 0n);
  const first = fills[0];
  const last = fills.at(-1);
  return {
    openTime,
    open: first?.price ?? previousClose,
    high: prices.reduce((most, one) => (one > most ? one : most), prices[0] ?? previousClose),
    low: prices.reduce((least, one) => (one < least ? one : least), prices[0] ?? previousClose),
    close: last?.price ?? previousClose,
    volume: sum(fills.map((fill) => fill.size)),
    quote: sum(fills.map((fill) => fill.size * fill.price)),
    buyVolume: sum(buys.map((fill) => fill.size)),
    buyQuote: sum(buys.map((fill) => fill.size * fill.price)),
    n: fills.reduce((total, fill) => total + fill.lastId - fill.firstId + 1, 0),
    firstId: first?.firstId ?? null,
    lastId: last?.lastId ?? null,
  };
}

/** Decimal text of `value` units of 10^-`scale`. */
export function text(value: bigint, scale: number): Decimal {
  const unit = 10n ** BigInt(scale);
  const fraction = (value % unit).toString().padStart(scale, "0").replace(/0+$/, "");
  return `${value / unit}${fraction === "" ? "" : `.${fraction}`}` as Decimal;
}

/** What the exchange publishes of a candle: eight decimals everywhere, the rest of a quote sum is cut. */
export function klineOf(candle: Candle, timeframe: Timeframe, ids: boolean, closed: boolean): Kline {
  const cut = (quote: bigint) => text(quote / 10n ** 8n, 8);
  return {
    timeframe,
    openTime: candle.openTime,
    open: text(candle.open, 8),
    high: text(candle.high, 8),
    low: text(candle.low, 8),
    close: text(candle.close, 8),
    volume: text(candle.volume, 8),
    quoteVolume: cut(candle.quote),
    n: candle.n,
    takerBuyVolume: text(candle.buyVolume, 8),
    takerBuyQuoteVolume: cut(candle.buyQuote),
    firstId: ids ? candle.firstId : null,
    lastId: ids ? candle.lastId : null,
    closed,
  };
}

type Values = Pick<Bar, "open" | "high" | "low" | "close" | "volume" | "n" | "takerBuyVolume">;
const VALUES = ["open", "high", "low", "close", "volume", "n", "takerBuyVolume"] as const;

/** Where a bar folded from trades is not what it has to be, to the last digit; undefined where it is. */
export function unlikeCandle(bar: Bar, candle: Candle): string | undefined {
  const wanted = klineOf(candle, "1m", true, true);
  const unlike = unlikeKline(bar, wanted);
  if (unlike !== undefined) return unlike;
  if (bar.quoteVolume !== text(candle.quote, 16)) return `quoteVolume ${bar.quoteVolume}`;
  if (bar.takerBuyQuoteVolume !== text(candle.buyQuote, 16))
    return `takerBuyQuoteVolume ${bar.takerBuyQuoteVolume}`;
  if (bar.firstId !== candle.firstId || bar.lastId !== candle.lastId)
    return `ids ${bar.firstId}-${bar.lastId}, not ${candle.firstId}-${candle.lastId}`;
  return undefined;
}

export function unlikeKline(bar: Values, kline: Values): string | undefined {
  const field = VALUES.find((one) => bar[one] !== kline[one]);
  return field === undefined ? undefined : `${field} ${bar[field]}, not ${kline[field]}`;
}
