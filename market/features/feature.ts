import type { Parameters, PriceBar } from "../indicators/kernel.ts";
import type { Readings } from "./readings.ts";

/** What a feature is measured in: `price` in the quote asset, `volume` in the base asset. */
export type FeatureUnit = "price" | "volumePerBar" | "percent" | "ratio";

/** One column of the catalog ([FEAT-1]). */
export interface Feature {
  readonly name: string;
  readonly title: string;
  /** What is computed, for a reader. */
  readonly formula: string;
  readonly unit: FeatureUnit;
  readonly parameters: Parameters;
  /** Bars until the first value, that bar included. */
  readonly warmUp: number;
  /** The value at the last bar of a window; null where it does not exist. */
  value(readings: Readings, bar: PriceBar): number | null;
}

/** a / b; null where one of them is missing, or b is zero. */
export function ratio(a: number | null, b: number | null): number | null {
  return a === null || b === null || b === 0 ? null : a / b;
}
