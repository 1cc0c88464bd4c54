/**
 * An independent fold of trades to minutes, for tests alone: nothing of it is shared with market/bars. Prices and
 * sizes are integers of 1e-8, quote sums integers of 1e-16.
 */

/** A trade, or several of equal time, price and side: `firstId` to `lastId`. */
export interface FoldTrade {
  readonly firstId: number;
  readonly lastId: number;
  readonly price: string;
  readonly size: string;
  readonly timeMs: number;
  readonly buyerIsMaker: boolean;
}

/** A minute as text without trailing zeros, the way Wick writes decimals. */
export interface FoldedMinute {
  readonly open: string;
  readonly high: string;
  readonly low: string;
  readonly close: string;
  readonly volume: string;
  readonly quoteVolume: string;
  readonly n: string;
  readonly takerBuyVolume: string;
  readonly takerBuyQuoteVolume: string;
  readonly firstId: string;
  readonly lastId: string;
}

/** Minutes by open time. Trades must be in the order of their ids. */
export function foldMinutes(trades: Iterable<FoldTrade>): Map<number, FoldedMinute> {
  const groups = new Map<number, FoldTrade[]>();
  for (const trade of trades) {
    const minute = Math.floor(trade.timeMs / 60_000) * 60_000;
    const group = groups.get(minute);
    if (group === undefined) groups.set(minute, [trade]);
    else group.push(trade);
  }
  return new Map([...groups].map(([minute, group]) => [minute, fold(group)]));
}

function fold(trades: readonly FoldTrade[]): FoldedMinute {
  const prices = trades.map((trade) => scaled(trade.price));
  const sizes = trades.map((trade) => scaled(trade.size));
  const quotes = prices.map((price, index) => price * (sizes[index] ?? 0n));
  const taken = (values: readonly bigint[]) =>
    sum(values.filter((_, index) => trades[index]?.buyerIsMaker === false));
  const [first, last] = [trades[0], trades.at(-1)];
  return {
    open: plain(prices[0] ?? 0n, 8),
    high: plain(
      prices.reduce((a, b) => (a > b ? a : b)),
      8,
    ),
    low: plain(
      prices.reduce((a, b) => (a < b ? a : b)),
      8,
    ),
    close: plain(prices.at(-1) ?? 0n, 8),
    volume: plain(sum(sizes), 8),
    quoteVolume: plain(sum(quotes), 16),
    n: String(trades.reduce((n, trade) => n + trade.lastId - trade.firstId + 1, 0)),
    takerBuyVolume: plain(taken(sizes), 8),
    takerBuyQuoteVolume: plain(taken(quotes), 16),
    firstId: String(first?.firstId),
    lastId: String(last?.lastId),
  };
}

function sum(values: readonly bigint[]): bigint {
  return values.reduce((a, b) => a + b, 0n);
}

/** A decimal of at most eight fractional digits as an integer of 1e-8. */
export function scaled(text: string): bigint {
  const match = /^(\d+)(?:\.(\d{1,8}))?$/.exec(text);
  if (match === null) throw new Error(`not a decimal of at most eight digits: ${text}`);
  return BigInt(`${match[1]}${(match[2] ?? "").padEnd(8, "0")}`);
}

/** An integer of 10^-digits as text without trailing zeros. */
export function plain(value: bigint, digits: number): string {
  const text = value.toString().padStart(digits + 1, "0");
  return `${text.slice(0, -digits)}.${text.slice(-digits)}`.replace(/\.?0+$/, "");
}

/** A decimal without trailing zeros. */
export function canonical(text: string): string {
  return plain(scaled(text), 8);
}

/** The exact sum of two decimals. */
export function addDecimals(a: string, b: string): string {
  return plain(scaled(a) + scaled(b), 8);
}
