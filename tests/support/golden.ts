import { z } from "zod";
import type { InferenceBatch } from "../../contract/inference.ts";
import type { ModelEntry } from "../../contract/models.ts";
import { CHANNELS, SEQUENCE } from "../../market/forecast/inputs/log-bar.ts";

/**
 * Golden vectors: inputs of a model, and what the native library says of them. Arrays of float32 are base64 of their
 * little-endian bytes, row after row; coins are their numbers. Written by models/training (beside its models) and by
 * scripts/references/onnx_fixtures.py.
 */
export const GoldenSchema = z.object({
  n: z.number().int().positive(),
  inputs: z.object({
    features: z.string().optional(),
    bars: z.string().optional(),
    coin: z.array(z.number().int().nonnegative()).optional(),
  }),
  outputs: z.record(z.string(), z.string()),
});
export type Golden = z.infer<typeof GoldenSchema>;

/** The inputs as a batch for the entry's model; features that the golden has not are zero, as are inputs. */
export function goldenBatch({ n, inputs }: Golden, entry: ModelEntry): InferenceBatch {
  const given = inputs.features === undefined ? new Float32Array() : floatsOf(inputs.features);
  const [from, to] = [given.length / n, entry.features.length];
  const features = new Float32Array(n * to);
  for (let row = 0; row < n; row++) features.set(given.subarray(row * from, (row + 1) * from), row * to);
  return {
    n,
    features,
    bars: inputs.bars === undefined ? new Float32Array(n * SEQUENCE * CHANNELS) : floatsOf(inputs.bars),
    symbols: Array.from({ length: n }, (_, row) => entry.coins[(inputs.coin?.[row] ?? 0) - 1] ?? "ANYOTHER"),
  };
}

/** The outputs, each row's by itself. */
export function goldenOutputs({ n, outputs }: Golden): ReadonlyMap<string, readonly Float32Array[]> {
  return new Map(
    Object.entries(outputs).map(([name, base64]) => {
      const values = floatsOf(base64);
      const width = values.length / n;
      return [name, Array.from({ length: n }, (_, row) => values.subarray(row * width, (row + 1) * width))];
    }),
  );
}

function floatsOf(base64: string): Float32Array {
  return new Float32Array(Uint8Array.from(atob(base64), (char) => char.charCodeAt(0)).buffer);
}
