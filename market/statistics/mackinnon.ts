import { normalDistribution } from "./normal.ts";

/** Response surface of the test of two series with a constant (MacKinnon 1994, table 3; as statsmodels writes it). */
const SURFACE = {
  most: 0.92,
  least: -18.86,
  split: -2.62,
  small: [2.92, 1.5012, 0.039796],
  large: [2.1945, 0.64695, -0.29198, -0.042377],
} as const;

/** Critical values by powers of 1/T (MacKinnon 2010, table 2, N = 2 with a constant). */
const CRITICAL = {
  "1%": [-3.89644, -10.9519, -33.527],
  "5%": [-3.33613, -6.1101, -6.823],
  "10%": [-3.04445, -4.2412, -2.72],
} as const;

/** The approximate p-value of an Engle-Granger statistic of two series, with a constant. */
export function engleGrangerP(statistic: number): number {
  if (statistic > SURFACE.most) return 1;
  if (statistic < SURFACE.least) return 0;
  const surface = statistic <= SURFACE.split ? SURFACE.small : SURFACE.large;
  return normalDistribution(polynomial(surface, statistic));
}

/** Its critical values for `bars` observations of each series. */
export function engleGrangerCritical(bars: number): Readonly<Record<keyof typeof CRITICAL, number>> {
  // One observation fewer, as Stata and statsmodels have it.
  const inverse = 1 / (bars - 1);
  return {
    "1%": polynomial(CRITICAL["1%"], inverse),
    "5%": polynomial(CRITICAL["5%"], inverse),
    "10%": polynomial(CRITICAL["10%"], inverse),
  };
}

function polynomial(coefficients: readonly number[], x: number): number {
  let sum = 0;
  for (let i = coefficients.length - 1; i >= 0; i--) sum = sum * x + (coefficients[i] ?? 0);
  return sum;
}
