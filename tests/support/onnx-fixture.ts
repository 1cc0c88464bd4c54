import type { ModelEntry, ModelManifest, ModelMetrics } from "../../contract/models.ts";
import { horizonsOf } from "../../market/forecast/horizons.ts";
import type { LearnedModelId } from "../../market/forecast/model-id.ts";
import { APP_INPUTS } from "../../platform/onnx/app-inputs.ts";

/** Manifest entries for the small models of platform/onnx/test-data, which scripts/references/onnx_fixtures.py made. */

export type FixtureName = "lightgbm" | "lstm" | "xgboost" | "nan";

const NO_METRICS: ModelMetrics = { from: 0, to: 1, horizons: [], direction: null };
const NO_HASH = "0".repeat(64);

/** Which inputs each of the fixture's graphs takes. */
const INPUTS: Readonly<Record<FixtureName, ModelEntry["inputs"]>> = {
  lightgbm: ["features", "coin"],
  xgboost: ["features", "coin"],
  lstm: ["features", "bars", "coin"],
  nan: ["features"],
};

/** The entry of a fixture's file under the name of any model: graphs read six features, whatever there are. */
export function fixtureEntry(
  name: FixtureName,
  file: { readonly bytes: number; readonly sha256: string },
  model: LearnedModelId = name === "nan" ? "dlinear" : name,
): ModelEntry {
  return {
    model,
    timeframe: "1h",
    file: `${name}-1h.onnx`,
    sha256: file.sha256,
    bytes: file.bytes,
    version: file.sha256.slice(0, 12),
    inputs: INPUTS[name],
    features: [...APP_INPUTS.features],
    inputVersion: APP_INPUTS.version,
    window: APP_INPUTS.window,
    sequence: APP_INPUTS.sequence,
    horizons: [...horizonsOf("1h")],
    coins: ["BTCUSDT", "ETHUSDT", "SOLUSDT"],
    trainedFrom: 0,
    trainedTo: 1,
    trainedAt: 2,
    dataHash: NO_HASH,
    recipeHash: NO_HASH,
    evaluatedSha256: NO_HASH,
    metrics: NO_METRICS,
  };
}

/** A manifest of such entries; no weights, no references. */
export function fixtureManifest(models: readonly ModelEntry[], revision = 1): ModelManifest {
  return {
    format: 1,
    revision,
    createdAt: 2,
    trainedTo: 1,
    embargoMs: 0,
    models: [...models],
    timeframes: [],
  };
}
