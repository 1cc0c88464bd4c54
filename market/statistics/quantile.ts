/**
 * The quantile at `level` of numbers that are sorted already: linear between order statistics, type 7 of Hyndman and
 * Fan (1996), as NumPy has it. NaN of none.
 */
export function sortedQuantile(sorted: Float64Array, level: number): number {
  const place = (sorted.length - 1) * level;
  const below = Math.floor(place);
  const low = sorted[below] ?? Number.NaN;
  const high = sorted[below + 1] ?? low;
  return low + (high - low) * (place - below);
}
