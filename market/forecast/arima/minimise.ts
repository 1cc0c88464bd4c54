/** A function of free numbers; +∞ where it does not exist. */
export type Objective = (point: Float64Array) => number;

export interface Minimum {
  readonly point: Float64Array;
  readonly value: number;
  readonly evaluations: number;
}

export interface MinimiseOptions {
  /** The curvature to begin with: the first step is the gradient over it. */
  readonly curvature: number;
  readonly maxIterations: number;
  /** It ends where a quadratic of its curvature promises no more than this. */
  readonly tolerance: number;
}

const DIFFERENCE = 1e-5;
const MAX_HALVINGS = 25;
/** No step changes a free number by more. */
const MAX_STEP = 2;
/** Armijo's: the least part of the promised decrease that a step has to keep. */
const KEPT = 1e-4;

/**
 * BFGS on the inverse of the Hessian, central differences for the gradient, steps halved until they descend (Nocedal &
 * Wright, 6.1). Finds a local minimum; deterministic, and bounded: at most (2 k + 26) evaluations an iteration.
 */
export function minimise(objective: Objective, start: Float64Array, options: MinimiseOptions): Minimum {
  const k = start.length;
  let point = Float64Array.from(start);
  let value = objective(point);
  let evaluations = 1;
  if (k === 0 || !Number.isFinite(value)) return { point, value, evaluations };
  const inverse = identity(k, 1 / options.curvature);
  let gradient = gradientAt(objective, point);
  evaluations += 2 * k;
  let isFresh = true;
  for (let iteration = 0; iteration < options.maxIterations; iteration++) {
    const direction = product(inverse, gradient).map((x) => -x);
    const slope = dot(direction, gradient);
    if (!(slope < 0)) {
      if (isFresh) break;
      inverse.set(identity(k, 1 / options.curvature));
      isFresh = true;
      continue;
    }
    if (-slope < options.tolerance) break;
    const longest = direction.reduce((most, x) => Math.max(most, Math.abs(x)), 0);
    let length = Math.min(1, MAX_STEP / longest);
    let next = point;
    let nextValue = Number.POSITIVE_INFINITY;
    for (let halvings = 0; halvings < MAX_HALVINGS; halvings++) {
      const tried = point.map((x, i) => x + length * (direction[i] ?? 0));
      nextValue = objective(tried);
      evaluations += 1;
      if (nextValue <= value + KEPT * length * slope) {
        next = tried;
        break;
      }
      length /= 2;
    }
    if (next === point) {
      if (isFresh) break;
      inverse.set(identity(k, 1 / options.curvature));
      isFresh = true;
      continue;
    }
    const nextGradient = gradientAt(objective, next);
    evaluations += 2 * k;
    if (!nextGradient.every(Number.isFinite)) return { point: next, value: nextValue, evaluations };
    const step = next.map((x, i) => x - (point[i] ?? 0));
    const change = nextGradient.map((x, i) => x - (gradient[i] ?? 0));
    updateInverse(inverse, step, change);
    isFresh = false;
    point = next;
    value = nextValue;
    gradient = nextGradient;
  }
  return { point, value, evaluations };
}

function gradientAt(objective: Objective, point: Float64Array): Float64Array {
  const moved = Float64Array.from(point);
  return point.map((x, i) => {
    const width = DIFFERENCE * Math.max(1, Math.abs(x));
    moved[i] = x + width;
    const above = objective(moved);
    moved[i] = x - width;
    const below = objective(moved);
    moved[i] = x;
    return (above - below) / (2 * width);
  });
}

/** H' = (I − s yᵀ/sᵀy) H (I − y sᵀ/sᵀy) + s sᵀ/sᵀy; left as it is where that would not stay positive. */
function updateInverse(inverse: Float64Array, step: Float64Array, change: Float64Array): void {
  const k = step.length;
  const curvature = dot(step, change);
  if (!(curvature > 1e-12 * Math.sqrt(dot(step, step) * dot(change, change)))) return;
  const turned = product(inverse, change);
  const factor = (1 + dot(change, turned) / curvature) / curvature;
  for (let i = 0; i < k; i++) {
    for (let j = 0; j < k; j++) {
      const outer = (step[i] ?? 0) * (step[j] ?? 0) * factor;
      const mixed = ((step[i] ?? 0) * (turned[j] ?? 0) + (turned[i] ?? 0) * (step[j] ?? 0)) / curvature;
      inverse[i * k + j] = (inverse[i * k + j] ?? 0) + outer - mixed;
    }
  }
}

function identity(k: number, scale: number): Float64Array {
  const matrix = new Float64Array(k * k);
  for (let i = 0; i < k; i++) matrix[i * k + i] = scale;
  return matrix;
}

function product(matrix: Float64Array, vector: Float64Array): Float64Array {
  const k = vector.length;
  return vector.map((_, i) => {
    let sum = 0;
    for (let j = 0; j < k; j++) sum += (matrix[i * k + j] ?? 0) * (vector[j] ?? 0);
    return sum;
  });
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i] ?? 0) * (b[i] ?? 0);
  return sum;
}
