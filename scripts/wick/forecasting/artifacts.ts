import { resolve } from "node:path";
import type { Inference } from "../../../contract/inference.ts";
import type { ModelManifest, TimeframeEntry } from "../../../contract/models.ts";
import { isModelTimeframe } from "../../../market/forecast/horizons.ts";
import { MODEL_IDS, type ModelId, restsOnTraining } from "../../../market/forecast/model-id.ts";
import type { Timeframe } from "../../../market/time/timeframe.ts";
import { openModelFolder } from "../../models/model-folder.ts";
import { DataError, UsageError } from "../failure.ts";
import type { Flags, Given } from "../flags.ts";
import { suggestion } from "../nearest.ts";
import type { World } from "../world.ts";

export const MODEL_FLAGS = {
  model: { takes: "MODEL", what: `one of ${MODEL_IDS.join(", ")}` },
  models: { takes: "DIR", what: "folder of a manifest.json and its files; those of the project without it" },
} as const satisfies Flags;
export type ModelFlag = keyof typeof MODEL_FLAGS;

/** The trained models that are at hand. */
export interface Artifacts {
  /** Null where there are none. */
  readonly manifest: ModelManifest | null;
  readonly inference: Inference;
}

/** The models of `--models`, or of the project. @throws DataError where a folder that was named has none. */
export async function openArtifacts(given: Given<ModelFlag>, world: World): Promise<Artifacts> {
  const named = given.text("models");
  const folder = named === undefined ? {} : { folder: resolve(world.folder, named) };
  const { models, inference } = openModelFolder({
    ...folder,
    onFailure: (entry, { detail }) => world.notice(`${entry.model} of ${entry.timeframe}: ${detail}.`),
  });
  const { manifest, problem } = await models.current();
  if (problem !== null) throw new DataError(`${problem}.`);
  if (manifest === null && named !== undefined) throw new DataError(`There is no manifest.json in ${named}.`);
  return { manifest, inference };
}

/** @throws UsageError, with the nearest model. */
export function modelOf(given: Given<ModelFlag>): ModelId | undefined {
  const text = given.text("model");
  const model = MODEL_IDS.find((known) => known === text);
  if (text === undefined || model !== undefined) return model;
  throw new UsageError(
    `--model takes ${MODEL_IDS.join(", ")}, not ${text}.${suggestion(text, [...MODEL_IDS])}`,
  );
}

/** The manifest's entry of a timeframe, and what an ensemble of it is made with; null where there is none. */
export function timeframeEntry(manifest: ModelManifest | null, timeframe: Timeframe): TimeframeEntry | null {
  return manifest?.timeframes.find((one) => one.timeframe === timeframe) ?? null;
}

/** The manifest with the files alone that a model needs: its own, all for the ensemble, none for a baseline. */
export function neededFor(manifest: ModelManifest | null, models: readonly ModelId[]): ModelManifest | null {
  if (manifest === null || models.includes("ml_ensemble")) return manifest;
  return { ...manifest, models: manifest.models.filter(({ model }) => models.includes(model)) };
}

/** Whether a model rests on training in a timeframe, so that only what came after it was never seen. */
export function isTrained(model: ModelId, timeframe: Timeframe): boolean {
  return isModelTimeframe(timeframe) && restsOnTraining(model);
}
