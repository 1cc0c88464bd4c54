/**
 * Solves a small square system in place by Gauss with row pivots: `matrix` row by row, `right` becomes the solution.
 * False where it has none.
 */
export function solveInPlace(matrix: Float64Array, right: Float64Array): boolean {
  const n = right.length;
  for (let k = 0; k < n; k++) {
    let pivot = k;
    for (let i = k + 1; i < n; i++) {
      if (Math.abs(matrix[i * n + k] ?? 0) > Math.abs(matrix[pivot * n + k] ?? 0)) pivot = i;
    }
    if (pivot !== k) swapRows(matrix, right, k, pivot);
    const head = matrix[k * n + k] ?? 0;
    if (head === 0) return false;
    for (let i = k + 1; i < n; i++) {
      const factor = (matrix[i * n + k] ?? 0) / head;
      if (factor === 0) continue;
      for (let j = k; j < n; j++)
        matrix[i * n + j] = (matrix[i * n + j] ?? 0) - factor * (matrix[k * n + j] ?? 0);
      right[i] = (right[i] ?? 0) - factor * (right[k] ?? 0);
    }
  }
  for (let i = n - 1; i >= 0; i--) {
    let rest = right[i] ?? 0;
    for (let j = i + 1; j < n; j++) rest -= (matrix[i * n + j] ?? 0) * (right[j] ?? 0);
    right[i] = rest / (matrix[i * n + i] ?? 0);
  }
  return true;
}

function swapRows(matrix: Float64Array, right: Float64Array, a: number, b: number): void {
  const n = right.length;
  for (let j = 0; j < n; j++) {
    const held = matrix[a * n + j] ?? 0;
    matrix[a * n + j] = matrix[b * n + j] ?? 0;
    matrix[b * n + j] = held;
  }
  const held = right[a] ?? 0;
  right[a] = right[b] ?? 0;
  right[b] = held;
}
