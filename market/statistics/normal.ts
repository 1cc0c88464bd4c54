/** Beyond this the sum would lose digits, and the fraction converges fast. */
const TAIL = 4;
const FRACTION_STEPS = 60;
const ROOT_TWO_PI = 2.5066282746310002;

/**
 * The standard normal distribution Φ(x), to about 1e-15: by its power series near zero, by Laplace's continued fraction
 * in the tails (Abramowitz & Stegun 26.2.11, 26.2.14). Arithmetic alone, so it is the same in every engine.
 */
export function normalDistribution(x: number): number {
  const size = Math.abs(x);
  if (size > TAIL) {
    let fraction = size;
    for (let k = FRACTION_STEPS; k >= 1; k--) fraction = size + k / fraction;
    const tail = density(size) / fraction;
    return x < 0 ? tail : 1 - tail;
  }
  let term = x;
  let sum = x;
  for (let k = 3; Math.abs(term) > 1e-17 * Math.abs(sum); k += 2) {
    term *= (x * x) / k;
    sum += term;
  }
  return 0.5 + density(size) * sum;
}

function density(x: number): number {
  return exponential((-x * x) / 2) / ROOT_TWO_PI;
}

/** e^x for x ≤ 0: halved until its series is short, then squared back. */
function exponential(x: number): number {
  if (x < -700) return 0;
  let halvings = 0;
  let rest = x;
  while (rest < -0.25) {
    rest /= 2;
    halvings += 1;
  }
  let term = 1;
  let sum = 1;
  for (let k = 1; k <= 14; k++) {
    term *= rest / k;
    sum += term;
  }
  for (; halvings > 0; halvings--) sum *= sum;
  return sum;
}
