import { bottomOf, type Candle, near, noShadow, topOf, usualBody } from "../candle.ts";
import type { Rule } from "../rule.ts";

// CDLHAMMER, CDLHANGINGMAN, CDLINVERTEDHAMMER, CDLSHOOTINGSTAR.

/** A short body on top of a long shadow. */
const hangs = (c: Candle) => c.body < usualBody(c) && c.lower > c.body && c.upper < noShadow(c);
/** A short body under a long shadow. */
const stands = (c: Candle) => c.body < usualBody(c) && c.upper > c.body && c.lower < noShadow(c);

export const hammer: Rule = (c, b) => hangs(c) && bottomOf(c) <= b.low + near(b);
export const hangingMan: Rule = (c, b) => hangs(c) && bottomOf(c) >= b.high - near(b);
export const invertedHammer: Rule = (c, b) => stands(c) && topOf(c) < bottomOf(b);
export const shootingStar: Rule = (c, b) => stands(c) && bottomOf(c) > topOf(b);
