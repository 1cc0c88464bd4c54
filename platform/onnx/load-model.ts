import type { InferenceFailure } from "../../contract/inference.ts";
import type { ModelEntry } from "../../contract/models.ts";
import { withDeadline } from "../deadline.ts";
import { sha256Of } from "../parquet/bytes.ts";
import { errorText } from "../telemetry/log.ts";
import type { ModelFiles } from "./model-files.ts";
import { failureOf } from "./outcomes.ts";

const READ_MS = 10_000;

/** Why nothing was read: the store did not answer in time. */
export const SILENT_STORE: InferenceFailure = failureOf("failed", "the store of models does not answer");

class Silence extends Error {}

/**
 * The bytes of a model's file when they are those that the manifest names, else why not ([FC-62]); `SILENT_STORE` where
 * the store does not answer. Does not throw.
 */
export async function loadModel(
  files: ModelFiles,
  { file, sha256, bytes }: ModelEntry,
): Promise<Uint8Array | InferenceFailure> {
  try {
    const read = await withDeadline(files.read(file, bytes), READ_MS, () => new Silence());
    if (read === null) return failureOf("missing", `${file} is not there`);
    if (!(read instanceof Uint8Array)) {
      return failureOf("hash_mismatch", `${file} has ${read.wrongBytes} bytes, not ${bytes}`);
    }
    const found = await sha256Of(read);
    if (found === sha256) return read;
    return failureOf(
      "hash_mismatch",
      `${file} has SHA-256 ${found.slice(0, 12)}…, not ${sha256.slice(0, 12)}…`,
    );
  } catch (error) {
    if (error instanceof Silence) return SILENT_STORE;
    return failureOf("failed", `${file} cannot be read: ${errorText(error)}`);
  }
}
