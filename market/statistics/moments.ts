/** Mean and shape of a sample; null where it is too small or constant. */
export interface Moments {
  readonly mean: number;
  /** ddof 1. */
  readonly variance: number | null;
  /** G1, adjusted for the sample size. */
  readonly skewness: number | null;
  /** Excess, G2, adjusted for the sample size. */
  readonly kurtosis: number | null;
}

/**
 * Moments by two passes around a value of the sample: nothing cancels, and equal numbers have a variance of exactly 0.
 * G1 and G2 are those of Joanes & Gill (1998). The mean of an empty sample is 0.
 */
export function momentsOf(sample: Float64Array): Moments {
  const n = sample.length;
  const origin = sample[0] ?? 0;
  let sum = 0;
  for (const x of sample) sum += x - origin;
  const shift = n === 0 ? 0 : sum / n;
  let squares = 0;
  let cubes = 0;
  let fourths = 0;
  for (const x of sample) {
    const d = x - origin - shift;
    const square = d * d;
    squares += square;
    cubes += square * d;
    fourths += square * square;
  }
  const mean = origin + shift;
  const variance = n > 1 ? squares / (n - 1) : null;
  if (variance === null || variance === 0) return { mean, variance, skewness: null, kurtosis: null };
  const m2 = squares / n;
  const g1 = cubes / n / (m2 * Math.sqrt(m2));
  const g2 = fourths / n / (m2 * m2) - 3;
  return {
    mean,
    variance,
    skewness: n > 2 ? (g1 * Math.sqrt(n * (n - 1))) / (n - 2) : null,
    kurtosis: n > 3 ? ((n - 1) / ((n - 2) * (n - 3))) * ((n + 1) * g2 + 6) : null,
  };
}
