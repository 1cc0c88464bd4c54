import type { Context } from "./context.ts";
import type { PatternDefinition } from "./definitions.ts";

const SIZE = 0.4;
const TREND = 0.4;
const VOLUME = 0.2;
/** Where no volume before it is known. */
const UNKNOWN_VOLUME = 0.5;

/**
 * Strength of a pattern, whole, 1 to 100 ([PAT-6]): 100 × form × (0.4 size + 0.4 trend + 0.2 volume). Trend is 1 for a
 * straight move that the pattern turns (or, where it goes on with it, follows), 0 for the opposite; of indecision any
 * straight move counts. Volume counts in full at twice its mean.
 * @param form 1, or 0.8 where two bodies share an end.
 */
export function strengthOf({ nature, signal }: PatternDefinition, form: number, context: Context): number {
  const along = signal === "bullish" ? context.trend : -context.trend;
  const trend =
    nature === "indecision"
      ? Math.abs(context.trend)
      : (1 + (nature === "continuation" ? along : -along)) / 2;
  const volume = context.volume === null ? UNKNOWN_VOLUME : Math.min(1, context.volume / 2);
  const score = form * (SIZE * context.size + TREND * trend + VOLUME * volume);
  return Math.max(1, Math.round(100 * score));
}
