import type { History } from "../../contract/history.ts";
import type { ModelManifest } from "../../contract/models.ts";
import { driftRows, type FeatureDrift, featureDrift } from "../../market/forecast/feature-drift.ts";
import type { DriftVerdict } from "../../market/forecast/forecast-all.ts";
import { modelFeatures } from "../../market/forecast/inputs/model-features.ts";
import { INPUT_WINDOW } from "../../market/forecast/inputs/version.ts";
import { LEARNED_MODEL_IDS, type LearnedModelId } from "../../market/forecast/model-id.ts";
import { priceBarOf } from "../../market/indicators/price-bar.ts";
import type { Timeframe } from "../../market/time/timeframe.ts";
import type { SymbolRow } from "../../platform/d1/schema/symbols.ts";

/** What is kept of a measurement. */
export type SeriesDrift = Pick<FeatureDrift, "n" | "index" | "verdict">;

/** Features of so many bars are computed before others get their turn. */
const ROWS_AT_ONCE = 50;

/**
 * What a measurement means for the models of a manifest: measured against another one it says nothing of them. All
 * trained models see the same bars: what has moved has moved for each of them.
 */
export function verdictsAgainst(
  manifest: Pick<ModelManifest, "revision"> | null,
  measured: { readonly revision: number; readonly drift: Pick<SeriesDrift, "verdict"> } | undefined,
): Readonly<Partial<Record<LearnedModelId, DriftVerdict>>> {
  if (measured === undefined || measured.revision !== manifest?.revision) return {};
  const { verdict } = measured.drift;
  if (verdict === "ok") return {};
  return Object.fromEntries(LEARNED_MODEL_IDS.map((model) => [model, verdict]));
}

/**
 * How far the features of a series' newest bars are from the deciles of training ([FC-98]); of the bars themselves, so
 * that a new coin is judged from its first forecast on.
 * @throws WickError as History does.
 */
export async function measureDrift(
  history: History,
  { symbol, feed }: SymbolRow,
  timeframe: Timeframe,
  deciles: readonly (readonly number[])[],
): Promise<SeriesDrift> {
  const limit = INPUT_WINDOW - 1 + driftRows(timeframe);
  const { bars } = await history.page(symbol, feed, { timeframe, limit });
  const prices = bars.map(priceBarOf);
  const rows: Float32Array[] = [];
  for (let at = INPUT_WINDOW - 1; at < prices.length; at++) {
    if (rows.length % ROWS_AT_ONCE === ROWS_AT_ONCE - 1)
      await new Promise((resolve) => setTimeout(resolve, 0));
    rows.push(modelFeatures(prices, at));
  }
  const { n, index, verdict } = featureDrift(rows, deciles);
  return { n, index, verdict };
}
