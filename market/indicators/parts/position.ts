/**
 * Where `x` stands between two numbers, in percent: 0 at the lowest, 100 at the highest; 0 where they lie no further
 * apart than `noise`.
 */
export function positionIn(highest: number, lowest: number, x: number, noise = 0): number {
  const height = highest - lowest;
  return height <= noise ? 0 : 100 * ((x - lowest) / height);
}
