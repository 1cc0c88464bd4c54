/**
 * Slope a step of the least-squares line through a running balance of which the last `count` steps stand in a ring,
 * oldest first from `start` on. Of the k-th step of n points the weight is k (n − k) / 2 over n (n² − 1) / 12: the
 * height of the balance does not matter. One pass.
 */
export function slopeOfSteps(steps: ArrayLike<number>, start: number, count: number): number {
  const points = count + 1;
  const toEnd = Math.min(count, steps.length - start);
  let sum = 0;
  for (let k = 1; k <= toEnd; k++) sum += k * (points - k) * (steps[start + k - 1] ?? 0);
  for (let k = toEnd + 1; k <= count; k++) sum += k * (points - k) * (steps[k - toEnd - 1] ?? 0);
  return sum / ((points * (points * points - 1)) / 6);
}
