/** Random walks hardly ever pass 1, recorded windows (of 16,000, all timeframes) 5.4; explosive series have hundreds. */
const MOST = 8;

/**
 * Whether a series grows by more the larger it is: Δx regressed on a constant and x before it, and the t of the latter,
 * Dickey & Fuller's, at its right end (Phillips, Wu & Yu 2011).
 */
export function isExplosive(series: Float64Array): boolean {
  const n = series.length - 1;
  const level = series.subarray(0, n);
  const change = series.subarray(1).map((x, t) => x - (series[t] ?? 0));
  const meanOf = (column: Float64Array) => column.reduce((sum, x) => sum + x, 0) / n;
  const [meanLevel, meanChange] = [meanOf(level), meanOf(change)];
  let [xx, xy, yy] = [0, 0, 0];
  for (let t = 0; t < n; t++) {
    const x = (level[t] ?? 0) - meanLevel;
    const y = (change[t] ?? 0) - meanChange;
    xx += x * x;
    xy += x * y;
    yy += y * y;
  }
  const slope = xy / xx;
  const rest = Math.max(0, yy - slope * xy) / (n - 2);
  // Not divided: what explodes without noise leaves nothing.
  return slope > 0 && slope > MOST * Math.sqrt(rest / xx);
}
