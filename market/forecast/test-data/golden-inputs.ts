import { sequence } from "../inputs/log-bar.ts";
import { modelFeatures } from "../inputs/model-features.ts";
import { madeUpBars } from "./series.ts";

/** Digests of `goldenInputs`, by the inputs' version. A version that a model was trained on keeps its digest for ever. */
export const GOLDEN_INPUTS: Readonly<Record<number, string>> = {
  1: "643212d17169a289",
};

/** Features and sequences of a made-up series, young and old, calm, asleep and torn, to the last bit of float32. */
export function goldenInputs(): string {
  const bars = madeUpBars(1_200, "1h", 21, { idle: [700, 40], gap: [900, 9] });
  const told = bars.flatMap((_, i) =>
    i % 9 === 0 ? [[...modelFeatures(bars, i)], [...sequence(bars, i)]] : [],
  );
  return JSON.stringify(told);
}
