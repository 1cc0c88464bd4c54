import type { z } from "zod";
import type { FeatureCatalogSchema, FeatureRowListSchema } from "../../contract/rest/features.ts";
import { CATALOG_VERSION, FEATURE_SETS, FEATURES } from "../../market/features/catalog.ts";
import { WINDOW } from "../../market/features/feature-row.ts";
import { FEATURE_SET_IDS, type FeatureSetId } from "../../market/features/set-id.ts";
import type { EpochMs, Timeframe } from "../../market/time/timeframe.ts";
import { asOfBars } from "../bars/bar-text.ts";
import type { BarFeatures } from "./feature-page.ts";

/** A page of rows as REST answers it. */
export function featureRowList(
  about: { readonly symbol: string; readonly timeframe: Timeframe; readonly set: FeatureSetId },
  rows: readonly BarFeatures[],
  cursor: string | null,
  now: EpochMs,
): z.infer<typeof FeatureRowListSchema> {
  const { features, positions } = FEATURE_SETS[about.set];
  return {
    ...about,
    version: CATALOG_VERSION,
    rows: rows.map(({ bar, bars, values }) => ({
      openTime: bar.openTime,
      closeTime: bar.closeTime,
      final: bar.final,
      revision: bar.revision,
      bars,
      values: Object.fromEntries(features.map((name, i) => [name, values[positions[i] ?? -1] ?? null])),
    })),
    asOf: asOfBars(
      rows.map(({ bar }) => bar),
      now,
    ),
    cursor,
  };
}

/** The same rows as CSV (RFC 4180), with a header; a missing value is an empty field. */
export function featuresCsv(set: FeatureSetId, rows: readonly BarFeatures[]): string {
  const { features, positions } = FEATURE_SETS[set];
  const header = ["openTime", "closeTime", "final", "revision", "bars", ...features];
  const lines = rows.map(({ bar, bars, values }) =>
    [
      ...[bar.openTime, bar.closeTime, bar.final, bar.revision, bars],
      ...positions.map((position) => values[position] ?? ""),
    ].join(","),
  );
  return [header.join(","), ...lines, ""].join("\r\n");
}

/** The catalog as REST answers it. */
export function featureCatalog(): z.infer<typeof FeatureCatalogSchema> {
  return {
    version: CATALOG_VERSION,
    window: WINDOW,
    features: FEATURES.map(({ name, title, formula, unit, parameters, warmUp }) => ({
      ...{ name, title, formula, unit, warmUp },
      parameters: { ...parameters },
    })),
    sets: FEATURE_SET_IDS.map((id) => {
      const { title, description, features } = FEATURE_SETS[id];
      return { id, title, description, features: [...features] };
    }),
  };
}
