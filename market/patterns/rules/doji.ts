import { type Candle, dojiBody, noShadow } from "../candle.ts";
import type { Rule } from "../rule.ts";

// CDLDOJI, CDLDRAGONFLYDOJI, CDLGRAVESTONEDOJI, CDLLONGLEGGEDDOJI.

const isDoji = (c: Candle) => c.body <= dojiBody(c);

export const doji: Rule = isDoji;
export const dragonflyDoji: Rule = (c) => isDoji(c) && c.upper < noShadow(c) && c.lower > noShadow(c);
export const gravestoneDoji: Rule = (c) => isDoji(c) && c.lower < noShadow(c) && c.upper > noShadow(c);
/** A long shadow is one longer than the body. */
export const longLeggedDoji: Rule = (c) => isDoji(c) && (c.lower > c.body || c.upper > c.body);
