import { type Candle, usualBody } from "../candle.ts";
import type { Rule } from "../rule.ts";

// CDLPIERCING, CDLDARKCLOUDCOVER (penetration 0.5).

const isLong = (c: Candle) => c.body > usualBody(c);

export const piercing: Rule = (c, b) =>
  !b.isWhite &&
  isLong(b) &&
  c.isWhite &&
  isLong(c) &&
  c.open < b.low &&
  c.close < b.open &&
  c.close > b.close + b.body * 0.5;

export const darkCloudCover: Rule = (c, b) =>
  b.isWhite &&
  isLong(b) &&
  !c.isWhite &&
  c.open > b.high &&
  c.close > b.open &&
  c.close < b.close - b.body * 0.5;
