import type { Candle } from "./candle.ts";

/** How a pattern is there: not, wholly, or (0.8) in the form in which two bodies share an end. */
export type Form = boolean | 0.8;

/**
 * Is the pattern complete with bar `c`? `b` is the bar before it and `a` the one before that; `candles` has all that
 * are remembered, oldest first, `c` the last of them. A rule is asked only behind its lookback: what it needs is there.
 */
export type Rule = (c: Candle, b: Candle, a: Candle, candles: readonly Candle[]) => Form;
