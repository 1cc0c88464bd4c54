import type { z } from "zod";
import type { Measured, ModelManifest } from "../../contract/models.ts";
import type { BacktestSchema, SkillSchema } from "../../contract/rest/forecasts.ts";
import type { MeasuredModel } from "./measured.ts";

export type SkillView = z.infer<typeof SkillSchema>;
export type BacktestView = z.infer<typeof BacktestSchema>;

/** A skill whose interval holds zero, or lies below it, is none. */
export function isNoSkill(skill: Measured): boolean {
  return skill.low <= 0;
}

/** @param horizons those that are told. */
export function skillView({ metrics }: MeasuredModel, horizons: readonly number[]): SkillView {
  const { direction } = metrics;
  return {
    horizons: horizons.map((horizon) => {
      const pinball = metrics.horizons.find((one) => one.horizon === horizon)?.pinballSkill ?? null;
      return { horizon, pinball, noSkill: pinball === null ? null : isNoSkill(pinball) };
    }),
    direction:
      direction === null
        ? null
        : { logLoss: direction.logLossSkill, noSkill: isNoSkill(direction.logLossSkill) },
  };
}

export function backtestView({ metrics, entry }: MeasuredModel, manifest: ModelManifest): BacktestView {
  const counted = [...metrics.horizons.map(({ n }) => n), metrics.direction?.n ?? 0];
  return {
    from: metrics.from,
    to: metrics.to,
    n: Math.max(0, ...counted),
    trainedFrom: entry?.trainedFrom ?? null,
    trainedTo: entry?.trainedTo ?? manifest.trainedTo,
    artifactSha256: entry?.sha256 ?? null,
    evaluatedSha256: entry?.evaluatedSha256 ?? null,
    dataHash: entry?.dataHash ?? null,
    recipeHash: entry?.recipeHash ?? null,
  };
}
