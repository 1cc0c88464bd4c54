import type { PriceBar } from "../../indicators/kernel.ts";
import type { ModelFeature } from "./feature.ts";
import { MOVEMENT } from "./movement.ts";
import { OSCILLATORS } from "./oscillators.ts";
import { readingAt } from "./reading.ts";
import { TREND } from "./trend.ts";
import { VARIANCE } from "./variance.ts";
import { VOLUME } from "./volume.ts";

/** What tabular models see, in the order of the graphs' input `features` ([FC-6]). */
export const MODEL_FEATURE_LIST: readonly ModelFeature[] = [
  ...MOVEMENT,
  ...TREND,
  ...OSCILLATORS,
  ...VOLUME,
  ...VARIANCE,
];

/** Their names, in that order. */
export const MODEL_FEATURES: readonly string[] = MODEL_FEATURE_LIST.map(({ name }) => name);

/**
 * The features of the bar at `index`, in the order of `MODEL_FEATURES`: a function of exactly the last `INPUT_WINDOW`
 * bars up to it, or of all where there are fewer. Doubles throughout, each rounded to float32 once, at the end; always
 * finite.
 * @param bars oldest first; gaps in time are not filled. Prices above zero.
 * @throws RangeError where there is no such bar.
 */
export function modelFeatures(bars: readonly PriceBar[], index: number): Float32Array {
  const reading = readingAt(bars, index);
  return Float32Array.from(MODEL_FEATURE_LIST, (feature) => {
    const value = Math.fround(feature.value(reading) ?? feature.neutral);
    // Of the two zeros one.
    return Number.isFinite(value) ? value + 0 : feature.neutral;
  });
}
