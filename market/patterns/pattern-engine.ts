import type { PriceBar } from "../indicators/kernel.ts";
import { type CandleMemory, DEPTH, initMemory, type Summing } from "./candle-memory.ts";
import { type Context, contextOf } from "./context.ts";
import { detect } from "./detect.ts";
import type { Detection } from "./detection.ts";
import { detectionsOf, type Finding } from "./finding.ts";
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

const NONE: readonly Detection[] = [];

/** A new state. @param summing `running` only to be compared with TA-Lib's answer for a whole series. */
export function initPatterns(summing: Summing = "fresh"): PatternState {
  return { memory: initMemory(summing) };
}

/**
 * Takes one final bar in and tells the patterns it completes, in the order of `PATTERN_IDS` ([PAT-1]). Detection is
 * TA-Lib's 0.8 with its default settings; none before a pattern's lookback is over. Gaps in time change nothing.
 */
export function stepPatterns(state: PatternState, bar: PriceBar): readonly Detection[] {
  const findings = stepFindings(state, bar);
  return findings.length === 0 ? NONE : detectionsOf(findings, bar.openTime);
}

/** As `stepPatterns`, in the form that is stored. */
export function stepFindings({ memory }: PatternState, bar: PriceBar): readonly Finding[] {
  const findings: Finding[] = [];
  // Patterns of as many bars share what lay before them.
  const contexts: (Context | undefined)[] = [];
  detect(memory, bar, ({ id, definition }, form) => {
    const { bars } = definition;
    contexts[bars] ??= contextOf(memory.candles, bars);
    const { move, volume } = contexts[bars];
    findings.push({ pattern: id, strength: strengthOf(definition, form, contexts[bars]), move, volume });
  });
  return findings;
}
