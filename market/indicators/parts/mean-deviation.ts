/**
 * How far the newest number of a window lies from its mean, in mean deviations: 0 where it does not deviate. The
 * window is a ring: `rest` numbers from `start`, its oldest, and then the `front` ones at its front. Two passes, of
 * distances from the newest number: equal numbers deviate by exactly nothing.
 */
export function deviationsOfNewest(
  xs: ArrayLike<number>,
  start: number,
  rest: number,
  front: number,
  newest: number,
): number {
  let sum = 0;
  for (let i = start; i < start + rest; i++) sum += (xs[i] ?? 0) - newest;
  for (let i = 0; i < front; i++) sum += (xs[i] ?? 0) - newest;
  const period = rest + front;
  const mean = sum / period;
  let deviation = 0;
  for (let i = start; i < start + rest; i++) deviation += Math.abs((xs[i] ?? 0) - newest - mean);
  for (let i = 0; i < front; i++) deviation += Math.abs((xs[i] ?? 0) - newest - mean);
  return deviation === 0 ? 0 : (0 - mean) / (deviation / period);
}
