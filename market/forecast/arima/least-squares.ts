import { solveInPlace } from "./linear-system.ts";

/** Residuals at free numbers, each time in an array of its own; null where there are none. As many everywhere. */
export type Residuals = (point: Float64Array) => Float64Array | null;

export interface LeastSquares {
  readonly point: Float64Array;
  /** Σ e². */
  readonly squares: number;
}

export interface LeastSquaresOptions {
  readonly maxIterations: number;
  /** It ends where a step promises to lessen the sum by no more than this part of it. */
  readonly tolerance: number;
}

const DIFFERENCE = 1e-6;
/** No step changes a free number by more than this, or by more than itself. */
const MAX_STEP = 1;
const FIRST_DAMPING = 1e-3;
const LEAST_DAMPING = 1e-9;
const MOST_DAMPING = 1e9;

/**
 * Least squares of residuals that are not linear: Levenberg & Marquardt's damped Gauss-Newton steps, the Jacobian by
 * forward differences (Nocedal & Wright, 10.3). Finds a local minimum; deterministic. An iteration evaluates the
 * residuals k + 1 times, and once more for each step that does not descend. Null where there are none at the start.
 */
export function leastSquaresFrom(
  residuals: Residuals,
  start: Float64Array,
  { maxIterations, tolerance }: LeastSquaresOptions,
): LeastSquares | null {
  const k = start.length;
  let point = Float64Array.from(start);
  let rest = residuals(point);
  if (rest === null) return null;
  let squares = dot(rest, rest);
  let damping = FIRST_DAMPING;
  for (let iteration = 0; iteration < maxIterations && k > 0; iteration++) {
    const normal = normalEquations(residuals, point, rest);
    if (normal === null) break;
    let isBetter = false;
    while (!isBetter && damping < MOST_DAMPING) {
      const step = dampedStep(normal, damping, point);
      const promised = step === null ? 0 : 2 * dot(step, normal.gradient) - quadratic(normal.matrix, step);
      if (step === null || promised <= tolerance * squares) return { point, squares };
      const tried = point.map((x, i) => x + (step[i] ?? 0));
      const found = residuals(tried);
      const sum = found === null ? Number.POSITIVE_INFINITY : dot(found, found);
      const kept = (squares - sum) / promised;
      if (found === null || !(kept > 1e-4)) {
        damping *= 8;
        continue;
      }
      isBetter = true;
      if (kept > 0.75) damping = Math.max(LEAST_DAMPING, damping / 8);
      else if (kept < 0.25) damping *= 3;
      point = tried;
      rest = found;
      squares = sum;
    }
    if (!isBetter) break;
  }
  return { point, squares };
}

interface NormalEquations {
  /** JᵀJ, and −Jᵀe. */
  readonly matrix: Float64Array;
  readonly gradient: Float64Array;
}

function normalEquations(
  residuals: Residuals,
  point: Float64Array,
  rest: Float64Array,
): NormalEquations | null {
  const k = point.length;
  const columns: Float64Array[] = [];
  for (let i = 0; i < k; i++) {
    const moved = Float64Array.from(point);
    const x = moved[i] ?? 0;
    // Towards zero, where the residuals are sure to exist.
    const width = (x > 0 ? -DIFFERENCE : DIFFERENCE) * Math.max(1, Math.abs(x));
    moved[i] = x + width;
    const found = residuals(moved);
    if (found === null) return null;
    for (let t = 0; t < found.length; t++) found[t] = ((found[t] ?? 0) - (rest[t] ?? 0)) / width;
    columns.push(found);
  }
  const matrix = new Float64Array(k * k);
  columns.forEach((a, i) => {
    columns.slice(0, i + 1).forEach((b, j) => {
      matrix[i * k + j] = dot(a, b);
      matrix[j * k + i] = matrix[i * k + j] ?? 0;
    });
  });
  return { matrix, gradient: Float64Array.from(columns, (column) => -dot(column, rest)) };
}

/** (JᵀJ + λ (diagonal of JᵀJ)) step = −Jᵀe, nowhere longer than `MAX_STEP` allows. */
function dampedStep(
  { matrix, gradient }: NormalEquations,
  damping: number,
  point: Float64Array,
): Float64Array | null {
  const k = gradient.length;
  const damped = matrix.slice();
  let largest = 0;
  for (let i = 0; i < k; i++) largest = Math.max(largest, matrix[i * k + i] ?? 0);
  for (let i = 0; i < k; i++) {
    const own = damped[i * k + i] ?? 0;
    damped[i * k + i] = own + damping * Math.max(own, 1e-6 * largest);
  }
  const step = gradient.slice();
  if (!solveInPlace(damped, step)) return null;
  const longest = step.reduce(
    (most, x, i) => Math.max(most, Math.abs(x) / Math.max(1, Math.abs(point[i] ?? 0))),
    0,
  );
  if (!Number.isFinite(longest)) return null;
  return longest > MAX_STEP ? step.map((x) => (x * MAX_STEP) / longest) : step;
}

function quadratic(matrix: Float64Array, vector: Float64Array): number {
  const k = vector.length;
  let sum = 0;
  for (let i = 0; i < k; i++) {
    for (let j = 0; j < k; j++) sum += (matrix[i * k + j] ?? 0) * (vector[i] ?? 0) * (vector[j] ?? 0);
  }
  return sum;
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let t = 0; t < a.length; t++) sum += (a[t] ?? 0) * (b[t] ?? 0);
  return sum;
}
