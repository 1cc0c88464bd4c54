import { z } from "zod";
import { FEATURE_SET_IDS } from "../../market/features/set-id.ts";
import { SymbolNameSchema } from "../symbol.ts";
import { EpochMsSchema, TimeframeSchema } from "./bar.ts";

export const FeatureSetIdSchema = z.enum(FEATURE_SET_IDS);

/** One feature of the catalog. */
export const FeatureSchema = z
  .object({
    name: z.string().meta({ example: "rsiNormalized" }),
    title: z.string(),
    formula: z.string().meta({ description: "What is computed, in words and symbols." }),
    unit: z
      .enum(["price", "volumePerBar", "percent", "ratio"])
      .meta({ description: "`price` is in the quote asset, `volumePerBar` in the base asset." }),
    parameters: z.record(z.string(), z.number()),
    warmUp: z.number().int().meta({ description: "Bars until the first value, that bar included." }),
  })
  .meta({ id: "Feature" });

export const FeatureSetSchema = z
  .object({
    id: FeatureSetIdSchema,
    title: z.string(),
    description: z.string(),
    features: z.array(z.string()).meta({ description: "Names, in the order of columns." }),
  })
  .meta({ id: "FeatureSet" });

export const FeatureCatalogSchema = z
  .object({
    version: z.number().int().meta({ description: "Grows whenever a formula or a parameter changes." }),
    window: z.number().int().meta({ description: "A row is computed of this many bars, its own the last." }),
    features: z.array(FeatureSchema),
    sets: z.array(FeatureSetSchema),
  })
  .meta({ id: "FeatureCatalog" });

/** The features of one bar. */
export const FeatureRowSchema = z
  .object({
    openTime: EpochMsSchema,
    closeTime: EpochMsSchema,
    final: z.boolean().meta({ description: "false: of the bar that still forms; it will change." }),
    revision: z.number().int().meta({ description: "Of the bar." }),
    bars: z
      .number()
      .int()
      .meta({ description: "Bars the row was computed of; fewer than the window in a young series." }),
    values: z
      .record(z.string(), z.number().nullable())
      .meta({ description: "By name; null while the warm-up lasts and where the value does not exist." }),
  })
  .meta({ id: "FeatureRow" });

/** A page of feature rows of one symbol and timeframe, newest last. */
export const FeatureRowListSchema = z
  .object({
    symbol: SymbolNameSchema,
    timeframe: TimeframeSchema,
    set: FeatureSetIdSchema,
    version: z.number().int(),
    rows: z.array(FeatureRowSchema),
    asOf: EpochMsSchema.nullable().meta({ description: "The time the newest row speaks for." }),
    cursor: z.string().nullable().meta({ description: "Opaque; the next page, null at the end." }),
  })
  .meta({ id: "FeatureRowList" });
