import type { PriceBar } from "../indicators/kernel.ts";
import { type CandleMemory, candleAt, DEPTH, initMemory, remember, type Summing } from "./candle-memory.ts";
import { type Context, contextOf } from "./context.ts";
import { PATTERN_DEFINITIONS } from "./definitions.ts";
import { type Detection, PATTERN_IDS } from "./detection.ts";
import { detectionOf, type Finding } from "./finding.ts";
import { strengthOf } from "./strength.ts";

/** Grows whenever a detection, its strength or its description may come out differently: stored ones are made anew. */
export const PATTERN_VERSION = 1;

/**
 * Bars before a bar on which its detections depend: a fold that begins with them says the same of it, to the last
 * bit, as one of the whole series ([PAT-3]). Not so of `running` sums, which never quite forget.
 */
export const PATTERN_LEAD = DEPTH - 1;

/** State of the pattern engine: plain JSON, changed in place, owned by whoever made it. */
export interface PatternState {
  readonly memory: CandleMemory;
}

// Of one shape, as the loop over them is the hot one.
const PATTERNS = PATTERN_IDS.map((id) => {
  const definition = PATTERN_DEFINITIONS[id];
  const { rule, lookback, bars } = definition;
  return { id, rule, lookback, bars, definition };
});

/** A new state. @param summing `running` only to be compared with TA-Lib's answer for a whole series. */
export function initPatterns(summing: Summing = "fresh"): PatternState {
  return { memory: initMemory(summing) };
}

/**
 * Takes one final bar in and tells the patterns it completes, in the order of `PATTERN_IDS` ([PAT-1]). Detection is
 * TA-Lib's 0.8 with its default settings; none before a pattern's lookback is over. Gaps in time change nothing.
 */
export function stepPatterns(state: PatternState, bar: PriceBar): readonly Detection[] {
  return stepFindings(state, bar).map((finding) => detectionOf(finding, bar.openTime));
}

/** As `stepPatterns`, in the form that is stored. */
export function stepFindings({ memory }: PatternState, bar: PriceBar): readonly Finding[] {
  const { candles, lanes } = memory;
  const before = candles.length;
  remember(memory, bar);
  const found: Finding[] = [];
  const contexts: (Context | undefined)[] = [];
  let c = candleAt(memory, 0, 0);
  let b = candleAt(memory, 1, 0);
  let a = candleAt(memory, 2, 0);
  for (const { id, rule, lookback, bars, definition } of PATTERNS) {
    if (before < lookback) continue;
    if (lanes !== null) {
      c = candleAt(memory, 0, lookback);
      b = candleAt(memory, 1, lookback);
      a = candleAt(memory, 2, lookback);
    }
    if (c === undefined || b === undefined || a === undefined) break;
    const form = rule(c, b, a, candles);
    if (form === false) continue;
    contexts[bars] ??= contextOf(candles, bars);
    const context = contexts[bars];
    found.push({
      pattern: id,
      strength: strengthOf(definition, Number(form), context),
      move: context.move,
      volume: context.volume,
    });
  }
  return found;
}
