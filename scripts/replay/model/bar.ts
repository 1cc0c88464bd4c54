import type { AggTrade } from "./trade.ts";

/** A kline as the exchange keeps it: prices and volumes scaled by 10^8, quote volumes by 10^16. */
export interface ExchangeBar {
  readonly openTime: number;
  readonly open: bigint;
  readonly high: bigint;
  readonly low: bigint;
  readonly close: bigint;
  readonly volume: bigint;
  readonly quote: bigint;
  readonly takerVolume: bigint;
  readonly takerQuote: bigint;
  readonly n: number;
  /** First and last individual trade id; -1 without trades, as on the wire. */
  readonly firstId: number;
  readonly lastId: number;
}

/** A bar without trades: flat at the last known price. */
export function flatBar(openTime: number, price: bigint): ExchangeBar {
  return {
    openTime,
    open: price,
    high: price,
    low: price,
    close: price,
    volume: 0n,
    quote: 0n,
    takerVolume: 0n,
    takerQuote: 0n,
    n: 0,
    firstId: -1,
    lastId: -1,
  };
}

/** The bar of `trades` (in order); flat at `previousClose` where there are none. */
export function foldTrades(
  openTime: number,
  trades: readonly AggTrade[],
  previousClose: bigint,
): ExchangeBar {
  const first = trades[0];
  if (first === undefined) return flatBar(openTime, previousClose);
  let { price: high, price: low, price: close, lastId } = first;
  let n = 0;
  let [volume, quote, takerVolume, takerQuote] = [0n, 0n, 0n, 0n];
  for (const trade of trades) {
    if (trade.price > high) high = trade.price;
    if (trade.price < low) low = trade.price;
    close = trade.price;
    lastId = trade.lastId;
    n += trade.lastId - trade.firstId + 1;
    const value = trade.price * trade.size;
    volume += trade.size;
    quote += value;
    if (!trade.buyerIsMaker) {
      takerVolume += trade.size;
      takerQuote += value;
    }
  }
  const { price: open, firstId } = first;
  return {
    openTime,
    open,
    high,
    low,
    close,
    volume,
    quote,
    takerVolume,
    takerQuote,
    n,
    firstId,
    lastId,
  };
}

/**
 * The longer bar of consecutive shorter ones. Bars without trades carry a price but no extreme: they count
 * only where no bar of the run has a trade.
 * @throws RangeError without bars.
 */
export function foldBars(openTime: number, bars: readonly ExchangeBar[]): ExchangeBar {
  let result: ExchangeBar | undefined;
  for (const bar of bars) {
    result = result === undefined ? { ...bar, openTime } : joinBars(result, bar);
  }
  if (result === undefined) throw new RangeError("no bars to fold");
  return result;
}

/** `left` extended by the bar that follows it. */
export function joinBars(left: ExchangeBar, right: ExchangeBar): ExchangeBar {
  if (right.n === 0) return left;
  if (left.n === 0) return { ...right, openTime: left.openTime };
  return {
    openTime: left.openTime,
    open: left.open,
    high: left.high > right.high ? left.high : right.high,
    low: left.low < right.low ? left.low : right.low,
    close: right.close,
    volume: left.volume + right.volume,
    quote: left.quote + right.quote,
    takerVolume: left.takerVolume + right.takerVolume,
    takerQuote: left.takerQuote + right.takerQuote,
    n: left.n + right.n,
    firstId: left.firstId,
    lastId: right.lastId,
  };
}
