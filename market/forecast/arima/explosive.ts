import { reduce } from "../../statistics/orthogonal.ts";

/** Random walks hardly ever pass 1, recorded windows (of 16,000, all timeframes) 5; explosive series are beyond 15. */
const MOST = 8;
/** A column with less than this part of its length left depends on the others. */
const DEPENDENT = 1e-12;

/**
 * Whether a series grows by more the larger it is: Δx regressed on a constant, the Δx before it and the x before it, and
 * the t of the latter, Dickey & Fuller's, at its right end (Phillips, Wu & Yu 2011). The Δx before it stands for steps
 * that walk themselves, which two differences describe.
 */
export function isExplosive(series: Float64Array): boolean {
  const change = series.subarray(1).map((x, t) => x - (series[t] ?? 0));
  const rows = change.length - 1;
  const level = series.slice(1, 1 + rows);
  const length = Math.sqrt(level.reduce((sum, x) => sum + x * x, 0));
  const columns = [new Float64Array(rows).fill(1), change.slice(0, rows), level];
  const { target, diagonal, residuals } = reduce(columns, change.slice(1));
  const [own, part] = [diagonal[2] ?? 0, target[2] ?? 0];
  if (Math.abs(own) <= DEPENDENT * length) return false;
  const deviation = Math.sqrt((residuals[3] ?? 0) / (rows - 3));
  return (own < 0 ? -part : part) > MOST * deviation;
}
