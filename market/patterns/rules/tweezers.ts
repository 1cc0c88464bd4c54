import { type Candle, equal } from "../candle.ts";
import type { Rule } from "../rule.ts";

// Not of TA-Lib: [PAT-5].

/** Bars before the pattern of which its first must reach beyond the extreme. */
const MOVE = 10;

/** Does a test hold for each of the bars before the pattern's two? */
function eachBefore(candles: readonly Candle[], test: (candle: Candle) => boolean): boolean {
  const end = candles.length - 2;
  for (let i = end - MOVE; i < end; i++) {
    const candle = candles[i];
    if (candle === undefined || !test(candle)) return false;
  }
  return true;
}

export const tweezerTop: Rule = (c, b, _, candles) =>
  b.isWhite &&
  !c.isWhite &&
  Math.abs(c.high - b.high) <= equal(b) &&
  eachBefore(candles, ({ high }) => high < b.high);

export const tweezerBottom: Rule = (c, b, _, candles) =>
  !b.isWhite &&
  c.isWhite &&
  Math.abs(c.low - b.low) <= equal(b) &&
  eachBefore(candles, ({ low }) => low > b.low);
