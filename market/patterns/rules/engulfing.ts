import { bottomOf, type Candle, topOf, usualBody } from "../candle.ts";
import type { Form, Rule } from "../rule.ts";

// CDLENGULFING, CDLHARAMI.

/** Does one body lie within the other: wholly, with an end in common, or not? */
function within(inner: Candle, outer: Candle): Form {
  const above = topOf(outer) - topOf(inner);
  const below = bottomOf(inner) - bottomOf(outer);
  if (above < 0 || below < 0) return false;
  return above > 0 && below > 0 ? true : 0.8;
}

/** Equal bodies do not engulf each other. */
const engulfing = (c: Candle, b: Candle): Form =>
  topOf(c) === topOf(b) && bottomOf(c) === bottomOf(b) ? false : within(b, c);

export const bullishEngulfing: Rule = (c, b) => (c.isWhite && !b.isWhite ? engulfing(c, b) : false);
export const bearishEngulfing: Rule = (c, b) => (!c.isWhite && b.isWhite ? engulfing(c, b) : false);

/** A short body within a long one; where the usual body has grown they may be equal. */
const harami = (c: Candle, b: Candle): Form =>
  b.body > usualBody(b) && c.body <= usualBody(c) ? within(c, b) : false;

/** The inner body's colour does not matter. */
export const bullishHarami: Rule = (c, b) => (b.isWhite ? false : harami(c, b));
export const bearishHarami: Rule = (c, b) => (b.isWhite ? harami(c, b) : false);
