/** A least squares problem after orthogonal reflections: Qᵀ of the columns is triangular. */
export interface Reduced {
  /** Qᵀy: its first parts belong to the columns, what is left to nothing. */
  readonly target: Float64Array;
  /** The triangle's diagonal; a column that depends on those before it has nearly none. */
  readonly diagonal: Float64Array;
  /** The residual sum of squares with the first k columns, for k = 0 to all of them. */
  readonly residuals: Float64Array;
}

/**
 * Householder's QR of the columns, in place, and of y: every regression on the first k columns at once, without forming
 * squares whose rounding would be that of the squares (Golub & Van Loan, 5.2). Costs 2 n k² operations.
 */
export function reduce(columns: readonly Float64Array[], y: Float64Array): Reduced {
  const n = y.length;
  const count = columns.length;
  const diagonal = new Float64Array(count);
  for (let k = 0; k < count; k++) {
    const column = columns[k];
    if (column === undefined) break;
    let squares = 0;
    for (let i = k; i < n; i++) squares += (column[i] ?? 0) ** 2;
    const norm = Math.sqrt(squares);
    const head = column[k] ?? 0;
    const alpha = head > 0 ? -norm : norm;
    diagonal[k] = alpha;
    if (norm === 0) continue;
    // The reflection is I − v vᵀ / h with v = column − alpha e_k, h = alpha² − alpha head.
    column[k] = head - alpha;
    const half = squares - alpha * head;
    for (let j = k + 1; j < count; j++) reflect(columns[j], column, half, k);
    reflect(y, column, half, k);
  }
  const residuals = new Float64Array(count + 1);
  let rest = 0;
  for (let i = n - 1; i >= count; i--) rest += (y[i] ?? 0) ** 2;
  residuals[count] = rest;
  for (let k = count - 1; k >= 0; k--) {
    rest += (y[k] ?? 0) ** 2;
    residuals[k] = rest;
  }
  return { target: y, diagonal, residuals };
}

function reflect(vector: Float64Array | undefined, v: Float64Array, half: number, from: number): void {
  if (vector === undefined) return;
  const n = vector.length;
  let dot = 0;
  for (let i = from; i < n; i++) dot += (v[i] ?? 0) * (vector[i] ?? 0);
  const scale = dot / half;
  for (let i = from; i < n; i++) vector[i] = (vector[i] ?? 0) - scale * (v[i] ?? 0);
}
