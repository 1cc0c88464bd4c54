import type { ModelEntry } from "../../contract/models.ts";
import { horizonsOf } from "../../market/forecast/horizons.ts";

/** What the app computes for models. A file that was trained on anything else is not fed with it. */
export interface AppInputs {
  readonly version: number;
  /** Names of the tabular features, in their order. */
  readonly features: readonly string[];
  /** Bars that they are folded from. */
  readonly window: number;
  /** Bars of the sequence. */
  readonly sequence: number;
}

/** Why a file does not fit what the app computes, or null where it does ([FC-61]). */
export function misfitOf(entry: ModelEntry, app: AppInputs): string | null {
  if (entry.inputVersion !== app.version) {
    return `${entry.file} takes inputs of version ${entry.inputVersion}, the app computes version ${app.version}`;
  }
  const at = app.features.findIndex((name, i) => entry.features[i] !== name);
  if (at >= 0) {
    return `${entry.file} takes feature ${at + 1} as "${entry.features[at]}", the app computes "${app.features[at]}"`;
  }
  if (entry.features.length !== app.features.length) {
    return `${entry.file} takes ${entry.features.length} features, the app computes ${app.features.length}`;
  }
  if (entry.window !== app.window || entry.sequence !== app.sequence) {
    return `${entry.file} looks ${entry.window} and ${entry.sequence} bars back, the app ${app.window} and ${app.sequence}`;
  }
  const horizons = horizonsOf(entry.timeframe);
  if (entry.horizons.join() !== horizons.join()) {
    return `${entry.file} looks ${entry.horizons.join(", ")} bars ahead, the app ${horizons.join(", ")}`;
  }
  return null;
}
