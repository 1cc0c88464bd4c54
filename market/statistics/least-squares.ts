import { reduce } from "./orthogonal.ts";

/** A column with less than this part of its length left depends on those before it. */
const DEPENDENT = 1e-10;

/**
 * Ordinary least squares of y on columns by orthogonal reflections: the coefficients, in the columns' order. Null where
 * a column depends on those before it, or there are fewer rows than columns.
 */
export function leastSquares(columns: readonly Float64Array[], y: Float64Array): Float64Array | null {
  const count = columns.length;
  if (y.length < count) return null;
  const reduced = columns.map((column) => column.slice());
  const { target, diagonal } = reduce(reduced, y.slice());
  const coefficients = new Float64Array(count);
  // After the reflections the j-th column holds the triangle's entries above its diagonal.
  for (let k = count - 1; k >= 0; k--) {
    const left = diagonal[k] ?? 0;
    if (Math.abs(left) <= DEPENDENT * lengthOf(columns[k])) return null;
    let rest = target[k] ?? 0;
    for (let j = k + 1; j < count; j++) rest -= (reduced[j]?.[k] ?? 0) * (coefficients[j] ?? 0);
    coefficients[k] = rest / left;
  }
  return coefficients;
}

function lengthOf(column: Float64Array | undefined): number {
  let squares = 0;
  for (const one of column ?? []) squares += one * one;
  return Math.sqrt(squares);
}
