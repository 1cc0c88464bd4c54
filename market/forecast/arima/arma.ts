/**
 * A stationary, invertible ARMA process around its mean:
 * w_t − μ = Σ φ_i (w_(t−i) − μ) + ε_t + Σ θ_j ε_(t−j), ε normal with variance σ².
 */
export interface ArmaModel {
  /** φ_1 … φ_p. */
  readonly ar: readonly number[];
  /** θ_1 … θ_q. */
  readonly ma: readonly number[];
  /** μ; what statsmodels calls the intercept is μ (1 − Σ φ). */
  readonly mean: number;
  /** σ². */
  readonly variance: number;
}

/** The model's matrices in Harvey's form: x_(t+1) = T x_t + R ε_(t+1), w_t − μ the first of x_t; T is φ beside a shift. */
export interface StateSpace {
  /** r = max(p, q + 1): the length of x. */
  readonly size: number;
  /** φ, filled up with zeros. */
  readonly ar: Float64Array;
  /** R: 1, then θ, filled up with zeros. */
  readonly shock: Float64Array;
}

export function stateSpaceOf(ar: ArrayLike<number>, ma: ArrayLike<number>): StateSpace {
  const size = Math.max(ar.length, ma.length + 1);
  const phi = new Float64Array(size);
  const shock = new Float64Array(size);
  phi.set(ar);
  shock[0] = 1;
  shock.set(ma, 1);
  return { size, ar: phi, shock };
}
