import type { InferenceBatch } from "../../../contract/inference.ts";
import { CHANNELS, SEQUENCE } from "../../../market/forecast/inputs/log-bar.ts";
import { MODEL_FEATURES } from "../../../market/forecast/inputs/model-features.ts";

/** Rows of no market, the same on both sides of a comparison; every row of another coin. */
export function madeUpBatch(n: number, coins: readonly string[]): InferenceBatch {
  const wave = (length: number, step: number) =>
    Float32Array.from({ length }, (_, i) => Math.sin(i * step) * Math.exp(Math.cos(i * 0.11)));
  return {
    n,
    features: wave(n * MODEL_FEATURES.length, 0.7),
    bars: wave(n * SEQUENCE * CHANNELS, 0.3).map((x) => x / 50),
    symbols: Array.from({ length: n }, (_, row) => coins[row % (coins.length + 1)] ?? "ANYOTHER"),
  };
}
