import type { DriftVerdict } from "../../market/forecast/forecast-all.ts";
import { LEARNED_MODEL_IDS, type LearnedModelId } from "../../market/forecast/model-id.ts";

/** How far the inputs of a series have moved from those that models were trained on. */
export interface SeriesDrift {
  readonly psi: number;
  readonly verdict: DriftVerdict;
  /** Logged bars that it was measured on. */
  readonly n: number;
}

/** All trained models see the same bars: what has moved has moved for each of them. */
export function verdictsOf({
  verdict,
}: SeriesDrift): Readonly<Partial<Record<LearnedModelId, DriftVerdict>>> {
  if (verdict === "ok") return {};
  return Object.fromEntries(LEARNED_MODEL_IDS.map((model) => [model, verdict]));
}
