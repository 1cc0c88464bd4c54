/**
 * What each of the n − 1 steps of a running balance counts in the slope of the least-squares line through its last n
 * points: of the k-th step k (n − k) / 2 over n (n² − 1) / 12. So the height of the balance does not matter.
 */
export function slopeWeights(points: number): number[] {
  const spread = (points * (points * points - 1)) / 6;
  return Array.from({ length: points - 1 }, (_, i) => ((i + 1) * (points - 1 - i)) / spread);
}

/** The slope a step, of steps in a ring whose oldest stands at `start`. One pass. */
export function slopeOfSteps(steps: readonly number[], start: number, weights: readonly number[]): number {
  const count = weights.length;
  const toEnd = Math.min(count, steps.length - start);
  let slope = 0;
  for (let i = 0; i < toEnd; i++) slope += (weights[i] ?? 0) * (steps[start + i] ?? 0);
  for (let i = toEnd; i < count; i++) slope += (weights[i] ?? 0) * (steps[i - toEnd] ?? 0);
  return slope;
}
