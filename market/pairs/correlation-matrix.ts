import type { Timeframe } from "../time/timeframe.ts";
import { joinBars } from "./join.ts";
import type { Side } from "./joined-bar.ts";
import { logPricesOf } from "./log-prices.ts";
import { PAIR_WINDOW } from "./pair-value.ts";
import { returnsTogether } from "./returns.ts";

export interface CorrelationMatrix {
  /** By row and column in the order of the sides; null with fewer joined bars than `PAIR_WINDOW.least`. */
  readonly correlations: readonly (readonly (number | null)[])[];
  /** Joined bars that each was computed of. */
  readonly bars: readonly (readonly number[])[];
}

/**
 * The correlation of the returns of every two symbols, each of the newest `window` bars that those two have in common
 * (joined as a pair is), so that one symbol's missing bars cost the others nothing. Symmetric; 1 on the diagonal.
 */
export function correlationMatrix(
  timeframe: Timeframe,
  sides: readonly Side[],
  window: number,
): CorrelationMatrix {
  const correlations = sides.map((): (number | null)[] => sides.map(() => null));
  const bars = sides.map((): number[] => sides.map(() => 0));
  for (const [i, side1] of sides.entries()) {
    for (const [j, side2] of sides.entries()) {
      if (j < i) continue;
      const joined = joinBars(timeframe, side1, side2).bars.slice(-window);
      const enough = joined.length >= PAIR_WINDOW.least;
      const correlation = enough ? returnsTogether(logPricesOf(joined)).correlation : null;
      // Of a symbol with itself it is 1 exactly, where it moved at all.
      const told = i === j && correlation !== null ? 1 : correlation;
      for (const [row, column] of [
        [i, j],
        [j, i],
      ] as const) {
        const line = correlations[row];
        const counts = bars[row];
        if (line !== undefined) line[column] = told;
        if (counts !== undefined) counts[column] = joined.length;
      }
    }
  }
  return { correlations, bars };
}
