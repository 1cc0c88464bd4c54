/** Nearer to ±1 a partial autocorrelation is not let: a root of the process would be within rounding of the circle. */
const MOST = 1 - 1e-7;

/**
 * Coefficients c of a stationary 1 − c_1 B − … − c_k B^k by free numbers: each becomes a partial autocorrelation
 * x / √(1 + x²), those the coefficients (Barndorff-Nielsen & Schou 1973, Monahan 1984; as statsmodels has it).
 * Invertible MA coefficients are the same ones, negated.
 */
export function stationaryCoefficients(free: ArrayLike<number>): Float64Array {
  const partials = new Float64Array(free.length);
  for (let k = 0; k < free.length; k++) {
    const x = free[k] ?? 0;
    // Not by x², which ends at 1e154.
    const size = Math.abs(x) > 1e6 ? Math.sign(x) : x / Math.sqrt(1 + x * x);
    partials[k] = Math.max(-MOST, Math.min(MOST, size));
  }
  return coefficientsOf(partials);
}

/** Durbin and Levinson's recursion: coefficients by partial autocorrelations. */
export function coefficientsOf(partials: ArrayLike<number>): Float64Array {
  const found = new Float64Array(partials.length);
  const before = new Float64Array(partials.length);
  for (let k = 0; k < partials.length; k++) {
    const r = partials[k] ?? 0;
    before.set(found);
    for (let i = 0; i < k; i++) found[i] = (before[i] ?? 0) - r * (before[k - 1 - i] ?? 0);
    found[k] = r;
  }
  return found;
}

/** The way back; null where the coefficients are not those of a stationary process (a root on the circle or within). */
export function partialsOf(coefficients: ArrayLike<number>): Float64Array | null {
  const rest = Float64Array.from(coefficients);
  const before = new Float64Array(rest.length);
  const partials = new Float64Array(rest.length);
  for (let k = rest.length - 1; k >= 0; k--) {
    const r = rest[k] ?? 0;
    // Also a NaN.
    if (!(Math.abs(r) < 1)) return null;
    partials[k] = r;
    before.set(rest);
    for (let i = 0; i < k; i++) rest[i] = ((before[i] ?? 0) + r * (before[k - 1 - i] ?? 0)) / (1 - r * r);
  }
  return partials;
}

/** Free numbers whose coefficients these are, as near as `most` lets them be to the edge of stationarity. */
export function freeOf(coefficients: ArrayLike<number>, most: number): Float64Array {
  let shrunk = Float64Array.from(coefficients);
  let partials = partialsOf(shrunk);
  // Roots all go outward by a quarter until they are all outside.
  for (let tries = 0; partials === null && tries < 40; tries++) {
    shrunk = shrunk.map((c, i) => c * 0.8 ** (i + 1));
    partials = partialsOf(shrunk);
  }
  if (partials === null) return new Float64Array(coefficients.length);
  return partials.map((r) => {
    const inside = Math.max(-most, Math.min(most, r));
    return inside / Math.sqrt(1 - inside * inside);
  });
}

/** Whether all roots of 1 − c_1 B − … are farther than `modulus` from zero. */
export function hasRootsBeyond(coefficients: ArrayLike<number>, modulus: number): boolean {
  return partialsOf(Float64Array.from(coefficients, (c, i) => c * modulus ** (i + 1))) !== null;
}
