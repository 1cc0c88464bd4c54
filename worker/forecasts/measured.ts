import type { ModelEntry, ModelManifest, ModelMetrics } from "../../contract/models.ts";
import { isLearned, type ModelId } from "../../market/forecast/model-id.ts";
import type { Timeframe } from "../../market/time/timeframe.ts";

/** What was measured of a model before it was deployed. */
export interface MeasuredModel {
  readonly metrics: ModelMetrics;
  /** Of a trained file; null of the ensemble and baselines. */
  readonly entry: ModelEntry | null;
}

/** What versions of the ensemble are called. */
export function ensembleVersion(manifest: Pick<ModelManifest, "revision">): string {
  return `r${manifest.revision}`;
}

/**
 * The figures of a model in a timeframe; null where none were measured.
 * @param version of what has answered: figures of another version are not its own. Any, where absent.
 */
export function measuredModel(
  manifest: ModelManifest | null,
  timeframe: Timeframe,
  model: ModelId,
  version?: string,
): MeasuredModel | null {
  if (manifest === null) return null;
  if (isLearned(model)) {
    const entry = manifest.models.find((one) => one.model === model && one.timeframe === timeframe);
    if (entry === undefined || (version !== undefined && entry.version !== version)) return null;
    return { metrics: entry.metrics, entry };
  }
  if (model === "ml_ensemble" && version !== undefined && version !== ensembleVersion(manifest)) return null;
  const metrics = manifest.timeframes.find((one) => one.timeframe === timeframe)?.metrics[model];
  return metrics === undefined ? null : { metrics, entry: null };
}

/** Lower end of the interval of the direction's log-loss skill; null where it was not measured. */
export function leastSkill(measured: MeasuredModel | null): number | null {
  return measured?.metrics.direction?.logLossSkill.low ?? null;
}
