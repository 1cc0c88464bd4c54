import type { Inference, InferenceBatch } from "../../contract/inference.ts";
import type { ModelManifest } from "../../contract/models.ts";
import type { Answer } from "../../market/forecast/answer.ts";
import { sequence } from "../../market/forecast/inputs/log-bar.ts";
import { modelFeatures } from "../../market/forecast/inputs/model-features.ts";
import { INPUT_WINDOW } from "../../market/forecast/inputs/version.ts";
import type { LearnedModelId } from "../../market/forecast/model-id.ts";
import type { Timeframe } from "../../market/time/timeframe.ts";
import type { ForecastBars } from "./series-bars.ts";

export type LearnedAnswers = Readonly<Partial<Record<LearnedModelId, Answer>>>;

/** What trained models see of a series at its last bar. */
export interface ModelInputs {
  readonly symbol: string;
  readonly features: Float32Array;
  readonly bars: Float32Array;
}

/** Null where the history is too short for them. */
export function modelInputs({ row, bars }: ForecastBars): ModelInputs | null {
  if (bars.length < INPUT_WINDOW) return null;
  const last = bars.length - 1;
  return { symbol: row.symbol, features: modelFeatures(bars, last), bars: sequence(bars, last) };
}

/** Rows as one batch, which every model of the timeframe is run on. */
export function batchOf(rows: readonly ModelInputs[]): InferenceBatch {
  const joined = (part: (row: ModelInputs) => Float32Array) => {
    const parts = rows.map(part);
    const all = new Float32Array(parts.reduce((sum, { length }) => sum + length, 0));
    let at = 0;
    for (const one of parts) {
      all.set(one, at);
      at += one.length;
    }
    return all;
  };
  return {
    n: rows.length,
    features: joined(({ features }) => features),
    bars: joined(({ bars }) => bars),
    symbols: rows.map(({ symbol }) => symbol),
  };
}

/** What each trained model of a timeframe says of each row, or why not. A bad model costs only itself. */
export async function learnedAnswers(
  inference: Inference,
  manifest: ModelManifest,
  timeframe: Timeframe,
  rows: readonly ModelInputs[],
): Promise<readonly LearnedAnswers[]> {
  const answers = rows.map((): Partial<Record<LearnedModelId, Answer>> => ({}));
  if (rows.length === 0) return answers;
  const batch = batchOf(rows);
  const entries = manifest.models.filter((one) => one.timeframe === timeframe);
  // All at once: where none is open yet, their files are read side by side, not one after another.
  const told = await Promise.all(
    entries.map(async (entry) => ({ entry, outcomes: await inference.run(entry, batch) })),
  );
  for (const { entry, outcomes } of told) {
    for (const [at, answer] of answers.entries()) {
      const outcome = outcomes[at];
      if (outcome === undefined) answer[entry.model] = { reason: "failed", detail: "it left rows out" };
      else if (outcome.failure !== null) answer[entry.model] = outcome.failure;
      else answer[entry.model] = { version: entry.version, outlook: outcome.outlook };
    }
  }
  return answers;
}
