import type {
  Inference,
  InferenceBatch,
  InferenceFailure,
  ModelStatus,
  RowOutcome,
} from "../../contract/inference.ts";
import type { ModelEntry } from "../../contract/models.ts";
import { errorText } from "../telemetry/log.ts";
import { batchTrouble, rowsOf } from "./batches.ts";
import { type AppInputs, misfitOf } from "./fitting.ts";
import { loadModel, SILENT_STORE } from "./load-model.ts";
import type { ModelFiles } from "./model-files.ts";
import { failureOf, outcomesOf } from "./outcomes.ts";
import type { CreateSession, ModelSession } from "./session.ts";
import { sessionBytes } from "./session-bytes.ts";
import { SessionCache, type SessionCacheStats } from "./session-cache.ts";

/** A model that failed is left alone for so long. */
const RETRY_MS = 60_000;
/** A store that did not answer is left alone for so long. */
const SILENCE_MS = 30_000;
/** Of opening a session that others evict before it runs. */
const TRIES = 3;

export interface OnnxInferenceOptions {
  readonly files: ModelFiles;
  /** Opens the runtime at its first use. */
  readonly openRuntime: () => Promise<CreateSession>;
  readonly inputs: AppInputs;
  /** Of all sessions' estimated memory. */
  readonly budgetBytes: number;
  /** A run blocks the isolate: so many rows are the most of one. */
  readonly rowsAtOnce: number;
  readonly now: () => number;
  /** Lets others run between the parts of a large batch. */
  readonly pause: () => Promise<void>;
  /** Told of every failure once, not of each row or each refusal until it is tried again. */
  readonly onFailure?: (entry: ModelEntry, failure: InferenceFailure) => void;
}

/** Runs models by onnxruntime-web. One for an isolate or process: it keeps their sessions ([FC-60] to [FC-64]). */
export class OnnxInference implements Inference {
  readonly #options: OnnxInferenceOptions;
  readonly #sessions: SessionCache;
  /** By file and version, so that a new version is tried at once. */
  readonly #failed = new Map<string, { readonly failure: InferenceFailure; readonly retryAt: number }>();
  readonly #status = new Map<string, ModelStatus>();
  /** Until then a store that did not answer is not asked again: of many files each would be waited for. */
  #silentUntil = Number.NEGATIVE_INFINITY;

  constructor(options: OnnxInferenceOptions) {
    this.#options = options;
    this.#sessions = new SessionCache(options.budgetBytes);
  }

  async run(entry: ModelEntry, batch: InferenceBatch): Promise<readonly RowOutcome[]> {
    const { inputs, rowsAtOnce, pause } = this.#options;
    const trouble = batchTrouble(batch, inputs);
    if (trouble !== null) return failedRows(batch.n, failureOf("failed", trouble));
    const outcomes: RowOutcome[] = [];
    while (outcomes.length < batch.n) {
      if (outcomes.length > 0) await pause();
      const to = Math.min(batch.n, outcomes.length + rowsAtOnce);
      const part = await this.#runPart(entry, batch, outcomes.length, to);
      if (!Array.isArray(part)) return [...outcomes, ...failedRows(batch.n - outcomes.length, part)];
      outcomes.push(...part);
    }
    return outcomes;
  }

  status(): ReadonlyMap<string, ModelStatus> {
    return this.#status;
  }

  sessions(): SessionCacheStats {
    return this.#sessions.stats();
  }

  async #runPart(
    entry: ModelEntry,
    batch: InferenceBatch,
    from: number,
    to: number,
  ): Promise<RowOutcome[] | InferenceFailure> {
    for (let tries = 0; tries < TRIES; tries++) {
      // Asked for anew for each part and each try: while we waited, somebody else may have evicted it. Nothing lies
      // between the asking and the run.
      const session = this.#sessions.get(entry.sha256);
      if (session !== undefined) return await this.#runOn(session, entry, batch, from, to);
      const failure = this.#refusal(entry) ?? (await this.#open(entry));
      if (failure !== null) return failure;
    }
    return failureOf("failed", `${entry.file} was evicted by others before it could run`);
  }

  async #runOn(
    session: ModelSession,
    entry: ModelEntry,
    batch: InferenceBatch,
    from: number,
    to: number,
  ): Promise<RowOutcome[] | InferenceFailure> {
    try {
      const outputs = await session.run(rowsOf(batch, entry, this.#options.inputs, from, to));
      return outcomesOf(outputs, to - from, entry.horizons);
    } catch (error) {
      await this.#sessions.drop(entry.sha256);
      return this.#fail(entry, failureOf("failed", `${entry.file} does not run: ${errorText(error)}`));
    }
  }

  /** Why a file is not even looked at. */
  #refusal(entry: ModelEntry): InferenceFailure | null {
    const failed = this.#failed.get(keyOf(entry));
    if (failed !== undefined && this.#options.now() < failed.retryAt) return failed.failure;
    const misfit = misfitOf(entry, this.#options.inputs);
    return misfit === null ? null : this.#fail(entry, failureOf("failed", misfit));
  }

  /** Reads, checks and opens a file, and keeps its session. */
  async #open(entry: ModelEntry): Promise<InferenceFailure | null> {
    const { files, openRuntime, budgetBytes } = this.#options;
    const size = sessionBytes(entry);
    if (size > budgetBytes) {
      return this.#fail(entry, failureOf("failed", `${entry.file} is larger than an isolate can hold`));
    }
    const isSilent = this.#options.now() < this.#silentUntil;
    const bytes = isSilent ? SILENT_STORE : await loadModel(files, entry);
    if (bytes === SILENT_STORE && !isSilent) this.#silentUntil = this.#options.now() + SILENCE_MS;
    if (!(bytes instanceof Uint8Array)) return this.#fail(entry, bytes);
    try {
      const createSession = await openRuntime();
      // Somebody else may have opened the same file meanwhile.
      if (!this.#sessions.has(entry.sha256)) {
        await this.#sessions.makeRoom(size);
        await this.#sessions.keep(entry.sha256, await createSession(bytes), size);
      }
    } catch (error) {
      return this.#fail(entry, failureOf("failed", `${entry.file} cannot be opened: ${errorText(error)}`));
    }
    this.#failed.delete(keyOf(entry));
    const at = this.#options.now();
    this.#status.set(entry.file, { version: entry.version, failure: null, at, retryAt: null });
    return null;
  }

  #fail(entry: ModelEntry, failure: InferenceFailure): InferenceFailure {
    const at = this.#options.now();
    const retryAt = at + RETRY_MS;
    for (const [key, failed] of this.#failed) if (failed.retryAt <= at) this.#failed.delete(key);
    this.#failed.set(keyOf(entry), { failure, retryAt });
    this.#status.set(entry.file, { version: entry.version, failure, at, retryAt });
    this.#options.onFailure?.(entry, failure);
    return failure;
  }
}

function keyOf({ file, sha256 }: ModelEntry): string {
  return `${file} ${sha256}`;
}

function failedRows(n: number, failure: InferenceFailure): RowOutcome[] {
  return Array.from({ length: n }, () => ({ outlook: null, failure }));
}
