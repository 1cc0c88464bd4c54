import { CLASSES, type DirectionClass } from "../outlook.ts";
import type { Call } from "./calls.ts";
import { placeOf } from "./losses.ts";

/** Bins of a class's chances, of as many calls each. */
export const RELIABILITY_BINS = 15;

/** A bin: what was said on average, how often it came, of how many calls. */
export interface ReliabilityPoint {
  readonly direction: DirectionClass;
  readonly forecast: number;
  readonly observed: number;
  readonly n: number;
}

/**
 * Chances beside frequencies: for each class (down, neutral, up) the calls in the order of the chance it was given, cut
 * into 15 bins of as many (the b-th begins at ⌊b n / 15⌋; equal chances stay in the calls' order). Empty bins are left out.
 */
export function reliability(calls: readonly Call[]): ReliabilityPoint[] {
  return CLASSES.flatMap((direction) => {
    const place = placeOf(direction);
    const chance = (call: Call) => call.probabilities[place] ?? 0;
    const sorted = [...calls].sort((a, b) => chance(a) - chance(b));
    return Array.from({ length: RELIABILITY_BINS }, (_, bin) => {
      const edge = (b: number) => Math.floor((sorted.length * b) / RELIABILITY_BINS);
      const those = sorted.slice(edge(bin), edge(bin + 1));
      const n = those.length;
      const forecast = those.reduce((sum, call) => sum + chance(call), 0) / n;
      const observed = those.filter(({ came }) => came === direction).length / n;
      return { direction, forecast, observed, n };
    }).filter(({ n }) => n > 0);
  });
}

/** Expected calibration error, class-wise: the mean over all bins of |forecast − observed|, by their calls. NaN of none. */
export function calibrationError(points: readonly ReliabilityPoint[]): number {
  let [sum, all] = [0, 0];
  for (const { forecast, observed, n } of points) {
    sum += n * Math.abs(forecast - observed);
    all += n;
  }
  return sum / all;
}
