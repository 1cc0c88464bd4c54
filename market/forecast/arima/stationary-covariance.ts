import type { StateSpace } from "./arma.ts";
import { solveInPlace } from "./linear-system.ts";

/**
 * The covariance P of a stationary state, for shocks of variance 1: the solution of P = T P Tᵀ + R Rᵀ, row by row.
 * Along a diagonal of P the equation tells each element by the next one and the first row alone, so only the first
 * row's r numbers need a linear system: exact, and without the r² of the general one (Gardner, Harvey & Phillips 1980,
 * AS 154, solve r (r + 1) / 2). Null where there is none: the AR part has a unit root, or the numbers end.
 */
export function stationaryCovariance({ size: r, ar, shock }: StateSpace): Float64Array | null {
  const phi = (i: number) => ar[i] ?? 0;
  const matrix = new Float64Array(r * r);
  const row = new Float64Array(r);
  const add = (i: number, j: number, value: number) => {
    if (j < r) matrix[i * r + j] = (matrix[i * r + j] ?? 0) + value;
  };
  for (let j = 0; j < r; j++) {
    add(j, j, 1);
    for (let k = 0; j + k < r; k++) {
      add(j, 0, -phi(k) * phi(j + k));
      add(j, j + k + 1, -phi(k));
      add(j, k + 1, -phi(j + k));
      row[j] = (row[j] ?? 0) + (shock[k] ?? 0) * (shock[j + k] ?? 0);
    }
  }
  if (!solveInPlace(matrix, row) || !((row[0] ?? 0) > 0) || !row.every(Number.isFinite)) return null;
  const covariance = new Float64Array(r * r);
  covariance.set(row);
  const first = (j: number) => (j < r ? (row[j] ?? 0) : 0);
  for (let i = r - 1; i >= 1; i--) {
    for (let j = r - 1; j >= i; j--) {
      const value =
        phi(i) * phi(j) * first(0) +
        phi(i) * first(j + 1) +
        phi(j) * first(i + 1) +
        (j + 1 < r ? (covariance[(i + 1) * r + j + 1] ?? 0) : 0) +
        (shock[i] ?? 0) * (shock[j] ?? 0);
      covariance[i * r + j] = value;
      covariance[j * r + i] = value;
    }
    covariance[i * r] = first(i);
  }
  return covariance;
}
