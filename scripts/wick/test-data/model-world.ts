import { createHash } from "node:crypto";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { ModelManifest, TimeframeEntry } from "../../../contract/models.ts";
import { horizonsOf } from "../../../market/forecast/horizons.ts";
import { fixtureEntry, fixtureManifest } from "../../../tests/support/onnx-fixture.ts";
import { ROOT } from "../../app/root.ts";

const FIXTURES = join(ROOT, "platform/onnx/test-data");
const NAMES = ["lightgbm", "lstm", "xgboost"] as const;
const PATH_WEIGHTS = { lightgbm: 0.5, lstm: 0.3, har: 0.2 };

/** What trained models of 1h are compared with: made-up references of a market that moves 0.6 % an hour. */
const HOURLY: TimeframeEntry = {
  timeframe: "1h",
  quantileWeights: horizonsOf("1h").map((horizon) => ({ horizon, weights: PATH_WEIGHTS })),
  varianceWeights: horizonsOf("1h").map((horizon) => ({ horizon, weights: PATH_WEIGHTS })),
  directionWeights: { xgboost: 0.5, lightgbm: 0.5 },
  classPrior: [0.4, 0.2, 0.4],
  references: horizonsOf("1h").map((horizon) => ({
    horizon,
    quantiles: [-2, -1.3, 0, 1.3, 2].map((score) => 0.006 * score * Math.sqrt(horizon)),
    scaledQuantiles: [-2, -1.3, 0, 1.3, 2].map((score) => score * Math.sqrt(horizon)),
  })),
  sigmaEdges: Array.from({ length: 9 }, (_, i) => 0.004 + 0.0005 * i),
  sigmaPriors: Array.from({ length: 10 }, (_, i) => [0.35 + 0.01 * i, 0.3 - 0.02 * i, 0.35 + 0.01 * i]),
  featureDeciles: [],
  metrics: {},
};

/** A folder of the small models of 1h that platform/onnx is tested with, trained up to the bar that opens at `trainedTo`. */
export async function writeModels(
  folder: string,
  trainedTo: number,
  embargoMs: number,
): Promise<ModelManifest> {
  await mkdir(folder, { recursive: true });
  const entries = await Promise.all(
    NAMES.map(async (name) => {
      const bytes = await readFile(join(FIXTURES, `${name}-1h.onnx`));
      await writeFile(join(folder, `${name}-1h.onnx`), bytes);
      return fixtureEntry(name, {
        bytes: bytes.length,
        sha256: createHash("sha256").update(bytes).digest("hex"),
      });
    }),
  );
  const manifest = { ...fixtureManifest(entries, 7), trainedTo, embargoMs, timeframes: [HOURLY] };
  await writeFile(join(folder, "manifest.json"), JSON.stringify(manifest));
  return manifest;
}
