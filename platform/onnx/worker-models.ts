import type { InferenceFailure, Models } from "../../contract/inference.ts";
import type { ModelEntry } from "../../contract/models.ts";
import { log } from "../telemetry/log.ts";
import { APP_INPUTS } from "./app-inputs.ts";
import { ManifestStore } from "./manifest-store.ts";
import { bucketModelFiles } from "./model-files.ts";
import { OnnxInference } from "./onnx-inference.ts";
import { WORKER_BUDGET_BYTES } from "./session-bytes.ts";

/** Some 30 ms of the slowest model. */
const ROWS_AT_ONCE = 32;

/** The models of an isolate: what it knows of them, and what it has loaded. */
export interface WorkerModels {
  readonly models: Models;
  readonly inference: OnnxInference;
}

/** One for an isolate, shared by its requests and jobs. Nothing is read or opened before it is asked for. */
export function openModels(bucket: R2Bucket, now: () => number): WorkerModels {
  return {
    models: new ManifestStore({
      bucket,
      now,
      onProblem: (error) => log({ event: "manifest_refused", error }),
    }),
    inference: new OnnxInference({
      files: bucketModelFiles(bucket),
      // By `import()`: what runs no model opens no WebAssembly.
      openRuntime: async () => (await import("./workerd-runtime.ts")).createSession,
      inputs: APP_INPUTS,
      budgetBytes: WORKER_BUDGET_BYTES,
      rowsAtOnce: ROWS_AT_ONCE,
      now,
      pause: () => new Promise((resolve) => setTimeout(resolve, 0)),
      onFailure: logFailure,
    }),
  };
}

function logFailure({ file, version }: ModelEntry, { reason, detail }: InferenceFailure): void {
  log({ event: "model_failed", file, version, reason, detail });
}
