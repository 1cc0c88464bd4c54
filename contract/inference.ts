import type { FallbackReason, Outlook } from "../market/forecast/outlook.ts";
import type { ModelEntry, ModelManifest } from "./models.ts";

/** What models are asked of: rows of one timeframe, each a series at a bar. One batch serves every model. */
export interface InferenceBatch {
  readonly n: number;
  /** n × `MODEL_FEATURES`, row after row. */
  readonly features: Float32Array;
  /** n × `SEQUENCE` × `CHANNELS`, row after row, oldest bar first. */
  readonly bars: Float32Array;
  /** Of each row. How a graph numbers them is the entry's (`coinNumber`). */
  readonly symbols: readonly string[];
}

/** Why a model said nothing, and what exactly was wrong. */
export interface InferenceFailure {
  readonly reason: Extract<FallbackReason, "missing" | "hash_mismatch" | "failed">;
  /** In plain words, for logs and for who runs the app. */
  readonly detail: string;
}

/**
 * What a model says of one row. The outlook has all horizons of the entry: a path model gives quantiles and variance
 * and no probabilities (they derive from its quantiles), `xgboost` gives probabilities alone.
 */
export type RowOutcome =
  | { readonly outlook: Outlook; readonly failure: null }
  | { readonly outlook: null; readonly failure: InferenceFailure };

/** Runs trained models: in workerd out of R2, in Node out of a folder. */
export interface Inference {
  /** As many outcomes as the batch has rows, in their order. Does not throw: a model that fails, fails all its rows. */
  run(entry: ModelEntry, batch: InferenceBatch): Promise<readonly RowOutcome[]>;
  /** Where every model stands that was asked for, by file. */
  status(): ReadonlyMap<string, ModelStatus>;
}

/** How the last try with a file ended. A failure is tried again after `retryAt`. */
export interface ModelStatus {
  readonly version: string;
  readonly failure: InferenceFailure | null;
  /** Epoch ms. */
  readonly at: number;
  readonly retryAt: number | null;
}

/** The manifest in use, and whether the newest one is any good. */
export interface ManifestState {
  /** Null: there are no models (yet). */
  readonly manifest: ModelManifest | null;
  /** Of the object that `manifest` was parsed from. */
  readonly etag: string | null;
  /** Why the newest manifest is not the one in use, or why it could not be looked at; null when all is well. */
  readonly problem: string | null;
  /** When it was looked for last, epoch ms. */
  readonly readAt: number;
}

/** Tells which models there are. */
export interface Models {
  /** Looks again at most once a minute. Does not throw: where the store fails, the last good manifest stays. */
  current(): Promise<ManifestState>;
}

/** The number of a symbol in a graph's table of scalers: its place in the entry's coins from 1 on; 0 is any other. */
export function coinNumber(entry: Pick<ModelEntry, "coins">, symbol: string): number {
  return entry.coins.indexOf(symbol) + 1;
}
