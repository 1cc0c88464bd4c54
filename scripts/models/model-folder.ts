import { readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import type { InferenceFailure, ManifestState, Models } from "../../contract/inference.ts";
import { MODEL_MANIFEST_KEY, MODELS_PREFIX, type ModelEntry } from "../../contract/models.ts";
import { APP_INPUTS } from "../../platform/onnx/app-inputs.ts";
import type { ModelFiles } from "../../platform/onnx/model-files.ts";
import { OnnxInference } from "../../platform/onnx/onnx-inference.ts";
import { parseManifest } from "../../platform/onnx/parse-manifest.ts";
import { errorText } from "../../platform/telemetry/log.ts";
import { ROOT } from "../app/root.ts";
import { openNodeRuntime } from "./node-runtime.ts";

/** Where training leaves the project's models. */
export const MODEL_FOLDER = join(ROOT, MODELS_PREFIX);
const MANIFEST = MODEL_MANIFEST_KEY.slice(MODELS_PREFIX.length);

/** A process has room for all models, and nobody waits for its event loop. */
const BUDGET_BYTES = 1 << 30;
const ROWS_AT_ONCE = 256;

/** The models of a folder, as an app that has them in R2 runs them. */
export interface FolderModels {
  readonly models: Models;
  readonly inference: OnnxInference;
}

export interface FolderModelsOptions {
  /** That of the project when absent. */
  readonly folder?: string;
  readonly onFailure?: (entry: ModelEntry, failure: InferenceFailure) => void;
}

/** Reads nothing before it is asked. The manifest is read once; a folder without one has no models. */
export function openModelFolder({
  folder = MODEL_FOLDER,
  onFailure,
}: FolderModelsOptions = {}): FolderModels {
  let state: Promise<ManifestState> | undefined;
  return {
    models: {
      current() {
        state ??= readManifest(folder);
        return state;
      },
    },
    inference: new OnnxInference({
      files: folderModelFiles(folder),
      openRuntime: openNodeRuntime,
      inputs: APP_INPUTS,
      budgetBytes: BUDGET_BYTES,
      rowsAtOnce: ROWS_AT_ONCE,
      now: Date.now,
      pause: async () => {},
      ...(onFailure === undefined ? {} : { onFailure }),
    }),
  };
}

async function readManifest(folder: string): Promise<ManifestState> {
  const path = join(folder, MANIFEST);
  const nothing = { manifest: null, etag: null, readAt: Date.now() };
  const text = await readText(path);
  if (text === undefined) return { ...nothing, problem: null };
  try {
    return { ...nothing, manifest: parseManifest(text), problem: null };
  } catch (error) {
    return { ...nothing, problem: `${path} is not used: ${errorText(error)}` };
  }
}

function folderModelFiles(folder: string): ModelFiles {
  return {
    async read(file, bytes) {
      const path = join(folder, file);
      const found = await ifThere(stat(path));
      if (found === undefined) return null;
      return found.size === bytes ? new Uint8Array(await readFile(path)) : { wrongBytes: found.size };
    },
  };
}

async function readText(path: string): Promise<string | undefined> {
  return await ifThere(readFile(path, "utf8"));
}

/** Undefined where there is no such file. @throws where it is there and cannot be read. */
async function ifThere<T>(work: Promise<T>): Promise<T | undefined> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
    throw error;
  }
}
