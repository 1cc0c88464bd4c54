import { logRatio } from "./parts/log-ratio.ts";

/** What may be left of a price that an average began with. */
const FADED = 1e-10;
/** The same under a division, which makes more of it: where what moves now is small beside what moved at first. */
const FADED_IN_RATIO = 1e-13;

/**
 * Bars after which an average that gives each new number `weight` has faded to 1e-10 of what it began with; of
 * averages of averages the sum is an upper bound. Computed alike by every engine, as folds begin by it.
 */
export function barsToFade(...weights: readonly number[]): number {
  return fading(weights, FADED);
}

/** The same to 1e-13, for values that are ratios of averages. */
export function barsToFadeInRatio(...weights: readonly number[]): number {
  return fading(weights, FADED_IN_RATIO);
}

function fading(weights: readonly number[], rest: number): number {
  const bars = (weight: number) => (weight >= 1 ? 1 : Math.ceil(logRatio(1, rest) / logRatio(1, 1 - weight)));
  return weights.reduce((sum, weight) => sum + bars(weight), 0);
}
