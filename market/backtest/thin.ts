import type { EquityCurve } from "./result.ts";

/**
 * Where a curve is looked at so that at most `points` remain: the last bar of each of as many equal stretches. The
 * end is among them.
 */
export function thinned(length: number, points: number): number[] {
  if (length <= points) return Array.from({ length }, (_, index) => index);
  return Array.from({ length: points }, (_, i) => Math.floor(((i + 1) * length) / points) - 1);
}

/** The curve at some of its bars. */
export function curveAt(curve: EquityCurve, indices: readonly number[]): { time: number; equity: number }[] {
  return indices.map((i) => ({ time: curve.openTimes[i] ?? 0, equity: curve.equity[i] ?? 0 }));
}
