import type { Reading } from "./reading.ts";

/** One number that tabular models see ([FC-6]): without a unit, the same whatever prices and volumes are counted in. */
export interface ModelFeature {
  readonly name: string;
  /** What is computed, for a reader. */
  readonly formula: string;
  /** What stands where the value does not exist: "nothing to tell". */
  readonly neutral: number;
  /** Null, or not finite, where it does not exist. */
  value(reading: Reading): number | null;
}

/** a / b − 1; null where one is missing or b is zero. */
export function above(a: number | null, b: number | null): number | null {
  return a === null || b === null || b === 0 ? null : a / b - 1;
}

/** a / b; null where one is missing or b is zero. */
export function share(a: number | null | undefined, b: number): number | null {
  return a === null || a === undefined || b === 0 ? null : a / b;
}
