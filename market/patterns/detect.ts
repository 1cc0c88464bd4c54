import type { PriceBar } from "../indicators/kernel.ts";
import { type CandleMemory, candleAt, remember } from "./candle-memory.ts";
import { PATTERN_DEFINITIONS, type PatternDefinition } from "./definitions.ts";
import { PATTERN_IDS, type PatternId } from "./detection.ts";

/** A pattern as the loop over all of them wants it. */
export interface Pattern {
  readonly id: PatternId;
  readonly rule: PatternDefinition["rule"];
  readonly lookback: number;
  readonly definition: PatternDefinition;
}

const PATTERNS: readonly Pattern[] = PATTERN_IDS.map((id) => {
  const definition = PATTERN_DEFINITIONS[id];
  return { id, rule: definition.rule, lookback: definition.lookback, definition };
});

/**
 * Takes a final bar in and tells each pattern that it completes, in the order of `PATTERN_IDS`, and in which form:
 * 1, or 0.8 where two bodies share an end. TA-Lib's value is 100 times that, negative where bearish.
 */
export function detect(
  memory: CandleMemory,
  bar: PriceBar,
  found: (pattern: Pattern, form: number) => void,
): void {
  const { candles, lanes } = memory;
  const before = candles.length;
  remember(memory, bar);
  let c = candleAt(memory, 0, 0);
  let b = candleAt(memory, 1, 0);
  let a = candleAt(memory, 2, 0);
  for (const pattern of PATTERNS) {
    const { lookback } = pattern;
    if (before < lookback) continue;
    if (lanes !== null) {
      c = candleAt(memory, 0, lookback);
      b = candleAt(memory, 1, lookback);
      a = candleAt(memory, 2, lookback);
    }
    if (c === undefined || b === undefined || a === undefined) return;
    const form = pattern.rule(c, b, a, candles);
    if (form !== false) found(pattern, form === true ? 1 : form);
  }
}
