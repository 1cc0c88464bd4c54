import { type Candle, noShadow, usualBody } from "../candle.ts";
import type { Rule } from "../rule.ts";

// CDLMARUBOZU.

const isBare = (c: Candle) => c.body > usualBody(c) && c.upper < noShadow(c) && c.lower < noShadow(c);

export const bullishMarubozu: Rule = (c) => c.isWhite && isBare(c);
export const bearishMarubozu: Rule = (c) => !c.isWhite && isBare(c);
