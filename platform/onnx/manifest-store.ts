import type { ManifestState, Models } from "../../contract/inference.ts";
import { MODEL_MANIFEST_KEY, type ModelManifest } from "../../contract/models.ts";
import { withDeadline } from "../deadline.ts";
import { errorText } from "../telemetry/log.ts";
import { parseManifest } from "./parse-manifest.ts";

const LOOK_EVERY_MS = 60_000;
const READ_MS = 5_000;

export interface ManifestStoreOptions {
  readonly bucket: R2Bucket;
  readonly now: () => number;
  /** Told once of a manifest that is no good, and of each look that fails. */
  readonly onProblem?: (problem: string) => void;
}

/**
 * The manifest in R2, looked for at most once a minute by its ETag ([FC-65], [FC-66]). One that is no good, or a store
 * that fails, leaves the last good one in use.
 */
export class ManifestStore implements Models {
  readonly #options: ManifestStoreOptions;
  #state: ManifestState | undefined;
  /** Of the newest manifest, good or bad: it is not read twice. */
  #seen: string | undefined;
  /** What is wrong with the newest. */
  #trouble: string | null = null;

  constructor(options: ManifestStoreOptions) {
    this.#options = options;
  }

  async current(): Promise<ManifestState> {
    const readAt = this.#options.now();
    const state = this.#state;
    if (state !== undefined) {
      if (readAt - state.readAt < LOOK_EVERY_MS) return state;
      // Others go on with the old one while we look.
      this.#state = { ...state, readAt };
    }
    const next = await this.#look(state, readAt);
    this.#state = next;
    return next;
  }

  async #look(state: ManifestState | undefined, readAt: number): Promise<ManifestState> {
    const kept = { manifest: state?.manifest ?? null, etag: state?.etag ?? null };
    try {
      const read = await withDeadline(this.#read(), READ_MS, MODEL_MANIFEST_KEY);
      // What was wrong with a manifest that is still there, is still wrong.
      if (read === "seen") return { ...kept, problem: this.#trouble, readAt };
      this.#seen = read?.etag;
      this.#trouble = null;
      if (read === null) return { manifest: null, etag: null, problem: null, readAt };
      const manifest = parsed(read.text);
      if (!(manifest instanceof Error)) return { manifest, etag: read.etag, problem: null, readAt };
      this.#trouble = `manifest ${read.etag} is not used: ${manifest.message}`;
      this.#options.onProblem?.(this.#trouble);
      return { ...kept, problem: this.#trouble, readAt };
    } catch (error) {
      const problem = `the manifest cannot be read: ${errorText(error)}`;
      this.#options.onProblem?.(problem);
      return { ...kept, problem, readAt };
    }
  }

  /** Null where there is none; "seen" where it is the one that was read last. */
  async #read(): Promise<{ readonly text: string; readonly etag: string } | "seen" | null> {
    const seen = this.#seen;
    const options = seen === undefined ? {} : { onlyIf: { etagDoesNotMatch: seen } };
    const object = await this.#options.bucket.get(MODEL_MANIFEST_KEY, options);
    if (object === null) return null;
    return "body" in object ? { text: await object.text(), etag: object.etag } : "seen";
  }
}

function parsed(text: string): ModelManifest | Error {
  try {
    return parseManifest(text);
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}
