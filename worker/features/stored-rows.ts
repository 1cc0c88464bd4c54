import { featureRow, WINDOW } from "../../market/features/feature-row.ts";
import { priceBarOf } from "../../market/indicators/price-bar.ts";
import { findingsFrom } from "../../market/patterns/pattern-series.ts";
import type { FeatureBar } from "../../platform/d1/hot-window.ts";
import type { NewFeatureRow, StoredFeatureRow } from "../../platform/d1/technical-features.ts";

/** Bars that a first row needs before its own. */
export const LEAD = WINDOW - 1;

/**
 * The rows of `bars`, of which `before` are the bars just before them.
 * @param before oldest first; of fewer than `LEAD` the first rows are of fewer bars.
 */
export function rowsOf(before: readonly FeatureBar[], bars: readonly FeatureBar[]): StoredFeatureRow[] {
  const prices = [...before, ...bars].map(priceBarOf);
  return bars.map(({ revision }, i) => ({ ...featureRow(prices, before.length + i), revision }));
}

/** The rows of `bars` as they are stored: with the patterns that each of them completes. */
export function newRowsOf(before: readonly FeatureBar[], bars: readonly FeatureBar[]): NewFeatureRow[] {
  const found = findingsFrom([...before, ...bars].map(priceBarOf), before.length);
  return rowsOf(before, bars).map((row, i) => ({ ...row, patterns: found[i] ?? [] }));
}
