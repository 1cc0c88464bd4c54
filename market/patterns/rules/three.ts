import { type Candle, far, near, noShadow, usualBody } from "../candle.ts";
import type { Rule } from "../rule.ts";

// CDL3WHITESOLDIERS, CDL3BLACKCROWS.

const closesHigh = (c: Candle) => c.isWhite && c.upper < noShadow(c);
const closesLow = (c: Candle) => !c.isWhite && c.lower < noShadow(c);

/** Opens within the body before or near above it, and closes higher with a body that is not far shorter. */
const marchesOn = (c: Candle, b: Candle) =>
  c.close > b.close && c.open > b.open && c.open <= b.close + near(b) && c.body > b.body - far(b);

export const threeWhiteSoldiers: Rule = (c, b, a) =>
  closesHigh(a) &&
  closesHigh(b) &&
  closesHigh(c) &&
  marchesOn(b, a) &&
  marchesOn(c, b) &&
  c.body > usualBody(c);

/** Opens within the body before and closes lower. */
const fallsOn = (c: Candle, b: Candle) => c.open < b.open && c.open > b.close && c.close < b.close;

export const threeBlackCrows: Rule = (c, b, a, candles) => {
  if (!(closesLow(a) && closesLow(b) && closesLow(c) && fallsOn(b, a) && fallsOn(c, b))) return false;
  const before = candles[candles.length - 4];
  return before?.isWhite === true && before.high > a.close;
};
