import type { PriceBar } from "../indicators/kernel.ts";

/**
 * A bar as pattern rules see it: its parts, and what was usual just before it. Prices in quote units. The three
 * averages are TA-Lib's candle averages without their factors, of the bars before this one; 0 where there are
 * fewer bars than they are of.
 */
export interface Candle {
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
  readonly volume: number;
  /** Closed at its open or above. */
  readonly isWhite: boolean;
  /** |close − open|. */
  readonly body: number;
  /** high − low. */
  readonly range: number;
  /** From the body's upper end to the high. */
  readonly upper: number;
  /** From the low to the body's lower end. */
  readonly lower: number;
  /** Mean body of the 10 bars before. */
  readonly body10: number;
  /** Mean range of the 10 bars before. */
  readonly range10: number;
  /** Mean range of the 5 bars before. */
  readonly range5: number;
}

export type Averages = Pick<Candle, "body10" | "range10" | "range5">;

/** A bar's candle. One flat literal: it is made for every bar of every series. */
export function candleOf(bar: PriceBar, { body10, range10, range5 }: Averages): Candle {
  const { open, high, low, close, volume } = bar;
  const isWhite = close >= open;
  return {
    open,
    high,
    low,
    close,
    volume,
    isWhite,
    body: isWhite ? close - open : open - close,
    range: high - low,
    upper: high - (isWhite ? close : open),
    lower: (isWhite ? open : close) - low,
    body10,
    range10,
    range5,
  };
}

/** Upper end of the body. */
export const topOf = (candle: Candle): number => (candle.isWhite ? candle.close : candle.open);
/** Lower end of the body. */
export const bottomOf = (candle: Candle): number => (candle.isWhite ? candle.open : candle.close);

// TA-Lib's candle settings as it has them by default: factor times an average. Whether a bar that lies exactly on a
// limit counts is each rule's affair.

/** A doji's body is at most this. */
export const dojiBody = (candle: Candle): number => 0.1 * candle.range10;
/** A shadow below this hardly is one. */
export const noShadow = (candle: Candle): number => 0.1 * candle.range10;
/** Prices that differ by this at most are near each other. */
export const near = (candle: Candle): number => 0.2 * candle.range5;
/** Prices that differ by this are far from each other. */
export const far = (candle: Candle): number => 0.6 * candle.range5;
/** Prices that differ by this at most are equal. */
export const equal = (candle: Candle): number => 0.05 * candle.range5;
/** A body above this is long; at or below it is short. */
export const usualBody = (candle: Candle): number => candle.body10;
