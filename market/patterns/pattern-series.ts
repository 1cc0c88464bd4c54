import type { PriceBar } from "../indicators/kernel.ts";
import type { Finding } from "./finding.ts";
import { initPatterns, PATTERN_LEAD, stepFindings } from "./pattern-engine.ts";

/**
 * What the bars from index `from` on complete, one list a bar. Of the bars before it the last `PATTERN_LEAD` are all
 * that matter: with them there, it is to the last bit what a fold of the whole series says ([PAT-3]).
 * @param bars oldest first.
 */
export function findingsFrom(bars: readonly PriceBar[], from: number): (readonly Finding[])[] {
  const state = initPatterns();
  const found: (readonly Finding[])[] = [];
  const begin = Math.max(0, from - PATTERN_LEAD);
  for (const [i, bar] of bars.slice(begin).entries()) {
    const findings = stepFindings(state, bar);
    if (begin + i >= from) found.push(findings);
  }
  return found;
}
