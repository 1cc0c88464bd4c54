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

/**
 * `slopeOfSteps` over a column of which the first `begin` steps are left out. Four windows at a time: each is summed in
 * its order, and none waits for another.
 */
export function slopeColumn(steps: Float64Array, weights: Float64Array, begin: number): Float64Array {
  const { length } = steps;
  const count = weights.length;
  const slopes = new Float64Array(length).fill(Number.NaN, 0, begin + count - 1);
  let at = begin;
  for (; at + count + 3 <= length; at += 4) {
    let [a, b, c, d] = [0, 0, 0, 0];
    let [first, second, third] = [steps[at] ?? 0, steps[at + 1] ?? 0, steps[at + 2] ?? 0];
    for (let k = 0; k < count; k++) {
      const weight = weights[k] ?? 0;
      const fourth = steps[at + k + 3] ?? 0;
      a += weight * first;
      b += weight * second;
      c += weight * third;
      d += weight * fourth;
      first = second;
      second = third;
      third = fourth;
    }
    const last = at + count - 1;
    slopes[last] = a;
    slopes[last + 1] = b;
    slopes[last + 2] = c;
    slopes[last + 3] = d;
  }
  for (; at + count <= length; at++) {
    let slope = 0;
    for (let k = 0; k < count; k++) slope += (weights[k] ?? 0) * (steps[at + k] ?? 0);
    slopes[at + count - 1] = slope;
  }
  return slopes;
}
