import type { ModelManifest } from "../../contract/models.ts";
import type { ForecastPerformance, ModelPerformance } from "../../contract/rest/forecast-record.ts";
import { FORECAST_DISCLAIMER } from "../../contract/rest/forecasts.ts";
import { BASELINE_VERSION } from "../../market/forecast/forecast.ts";
import { horizonsOf, type ModelTimeframe } from "../../market/forecast/horizons.ts";
import { isLearned, MODEL_IDS, type ModelId } from "../../market/forecast/model-id.ts";
import { LEAST_SCORED } from "../../market/forecast/score.ts";
import type { EpochMs } from "../../market/time/timeframe.ts";
import type { LiveScores } from "./live-scores.ts";
import { liveDirection, liveHorizon } from "./live-view.ts";
import { ensembleVersion, measuredModel } from "./measured.ts";
import { backtestView, isNoSkill } from "./skill-view.ts";

export interface PerformanceWish {
  readonly timeframe: ModelTimeframe;
  /** Null: all. */
  readonly model: ModelId | null;
  readonly symbol: string | null;
  readonly horizon: number | null;
}

/** What forecasts were worth, before they were deployed and since. */
export function performanceView(
  { timeframe, model, symbol, horizon }: PerformanceWish,
  manifest: ModelManifest | null,
  scores: LiveScores,
  now: EpochMs,
): ForecastPerformance {
  const models = MODEL_IDS.filter((one) => model === null || one === model);
  return {
    ...{ timeframe, symbol, horizon },
    models: models.map((one) => ofModel(one, { timeframe, model, symbol, horizon }, manifest, scores)),
    leastN: LEAST_SCORED,
    asOf: now,
    disclaimer: FORECAST_DISCLAIMER,
  };
}

function ofModel(
  model: ModelId,
  { timeframe, symbol, horizon }: PerformanceWish,
  manifest: ModelManifest | null,
  scores: LiveScores,
): ModelPerformance {
  const measured = measuredModel(manifest, timeframe, model);
  const version = versionOf(model, timeframe, manifest);
  const live = scores.of(symbol, model, version);
  const direction = measured?.metrics.direction ?? null;
  return {
    model,
    version,
    backtest: measured === null || manifest === null ? null : backtestView(measured, manifest),
    horizons: horizonsOf(timeframe).flatMap((one, at) => {
      if (horizon !== null && horizon !== one) return [];
      const walkForward = measured?.metrics.horizons.find((metrics) => metrics.horizon === one) ?? null;
      const pinball = walkForward?.pinballSkill ?? null;
      const noSkill = pinball === null ? null : isNoSkill(pinball);
      return [{ horizon: one, walkForward, noSkill, live: liveHorizon(live, at) }];
    }),
    direction: {
      walkForward: direction,
      noSkill: direction === null ? null : isNoSkill(direction.logLossSkill),
      live: liveDirection(live),
    },
  };
}

/** What a model's answers are called now; null where it has no file. */
export function versionOf(model: ModelId, timeframe: string, manifest: ModelManifest | null): string | null {
  if (isLearned(model))
    return (
      manifest?.models.find((one) => one.model === model && one.timeframe === timeframe)?.version ?? null
    );
  if (model === "ml_ensemble") return manifest === null ? null : ensembleVersion(manifest);
  return BASELINE_VERSION;
}
