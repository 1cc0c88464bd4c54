import type { EpochMs, Timeframe } from "../time/timeframe.ts";
import { closeTimeOf } from "../time/timeframe.ts";
import type { Bar, BarSource } from "./bar.ts";
import { fromScaled, QUOTE_SCALE, SCALE, scaledPrice, toScaled } from "./decimal.ts";
import type { Kline } from "./kline.ts";
import type { Trade } from "./trade.ts";

/** A bar in the making: exact scaled integers (prices, sizes 1e-8; quote amounts 1e-16). */
export interface BarSum {
  openTime: EpochMs;
  open: bigint;
  high: bigint;
  low: bigint;
  close: bigint;
  volume: bigint;
  quoteVolume: bigint;
  n: number;
  takerBuyVolume: bigint;
  takerBuyQuoteVolume: bigint;
  firstId: number | null;
  lastId: number | null;
  source: BarSource;
}

/** The bar of its first trade. */
export function sumOfTrade(openTime: EpochMs, trade: Trade): BarSum {
  const price = scaledPrice(trade.price);
  const sum: BarSum = {
    openTime,
    open: price,
    high: price,
    low: price,
    close: price,
    volume: 0n,
    quoteVolume: 0n,
    n: 0,
    takerBuyVolume: 0n,
    takerBuyQuoteVolume: 0n,
    firstId: trade.firstId,
    lastId: trade.lastId,
    source: "trades",
  };
  addTrade(sum, trade);
  return sum;
}

/** Folds the next trade into the bar. Hot: called for each trade and frame. */
export function addTrade(sum: BarSum, trade: Trade): void {
  addFill(sum, trade, scaledPrice(trade.price), scaledPrice(trade.size));
}

/** `addTrade` with price and size already scaled, so that two frames can share the parsing. */
export function addFill(sum: BarSum, trade: Trade, price: bigint, size: bigint): void {
  const quote = price * size;
  if (price > sum.high) sum.high = price;
  else if (price < sum.low) sum.low = price;
  sum.close = price;
  sum.volume += size;
  sum.quoteVolume += quote;
  sum.n += trade.lastId - trade.firstId + 1;
  sum.lastId = trade.lastId;
  if (!trade.buyerIsMaker) {
    sum.takerBuyVolume += size;
    sum.takerBuyQuoteVolume += quote;
  }
}

export function sumOfBar(bar: Bar): BarSum {
  return {
    openTime: bar.openTime,
    open: toScaled(bar.open, SCALE),
    high: toScaled(bar.high, SCALE),
    low: toScaled(bar.low, SCALE),
    close: toScaled(bar.close, SCALE),
    volume: toScaled(bar.volume, SCALE),
    quoteVolume: toScaled(bar.quoteVolume, QUOTE_SCALE),
    n: bar.n,
    takerBuyVolume: toScaled(bar.takerBuyVolume, SCALE),
    takerBuyQuoteVolume: toScaled(bar.takerBuyQuoteVolume, QUOTE_SCALE),
    firstId: bar.firstId,
    lastId: bar.lastId,
    source: bar.source,
  };
}

/** Adds a later part to a roll-up ([BAR-5]): a part without trades adds nothing to one that has some. */
export function addPart(sum: BarSum, part: BarSum): void {
  if (part.source !== sum.source) sum.source = "mixed";
  if (part.n === 0) {
    if (sum.n === 0) sum.close = part.close;
    return;
  }
  if (sum.n === 0) {
    sum.open = part.open;
    sum.high = part.high;
    sum.low = part.low;
    sum.firstId = part.firstId;
  } else {
    if (part.high > sum.high) sum.high = part.high;
    if (part.low < sum.low) sum.low = part.low;
  }
  sum.close = part.close;
  sum.volume += part.volume;
  sum.quoteVolume += part.quoteVolume;
  sum.n += part.n;
  sum.takerBuyVolume += part.takerBuyVolume;
  sum.takerBuyQuoteVolume += part.takerBuyQuoteVolume;
  sum.lastId = part.lastId;
}

export function barOfSum(sum: BarSum, timeframe: Timeframe, final: boolean, revision: number): Bar {
  return {
    openTime: sum.openTime,
    closeTime: closeTimeOf(sum.openTime, timeframe),
    open: fromScaled(sum.open, SCALE),
    high: fromScaled(sum.high, SCALE),
    low: fromScaled(sum.low, SCALE),
    close: fromScaled(sum.close, SCALE),
    volume: fromScaled(sum.volume, SCALE),
    quoteVolume: fromScaled(sum.quoteVolume, QUOTE_SCALE),
    n: sum.n,
    takerBuyVolume: fromScaled(sum.takerBuyVolume, SCALE),
    takerBuyQuoteVolume: fromScaled(sum.takerBuyQuoteVolume, QUOTE_SCALE),
    firstId: sum.firstId,
    lastId: sum.lastId,
    final,
    revision,
    source: sum.source,
  };
}

/** The exchange's own bar as ours. */
export function barOfKline(kline: Kline, revision: number): Bar {
  const { timeframe, closed: _, ...values } = kline;
  return {
    ...values,
    closeTime: closeTimeOf(kline.openTime, timeframe),
    final: true,
    revision,
    source: "kline",
  };
}
