import { bottomOf, type Candle, topOf, usualBody } from "../candle.ts";
import type { Rule } from "../rule.ts";

// CDLMORNINGSTAR, CDLEVENINGSTAR.

const PENETRATION = 0.3;

/** A long body, a short one, and one that is not short. */
const bodies = (c: Candle, b: Candle, a: Candle) =>
  a.body > usualBody(a) && b.body <= usualBody(b) && c.body > usualBody(c);

export const morningStar: Rule = (c, b, a) =>
  bodies(c, b, a) &&
  !a.isWhite &&
  topOf(b) < bottomOf(a) &&
  c.isWhite &&
  c.close > a.close + a.body * PENETRATION;

export const eveningStar: Rule = (c, b, a) =>
  bodies(c, b, a) &&
  a.isWhite &&
  bottomOf(b) > topOf(a) &&
  !c.isWhite &&
  c.close < a.close - a.body * PENETRATION;
