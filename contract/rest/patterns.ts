import { z } from "zod";
import { PATTERN_IDS } from "../../market/patterns/detection.ts";
import { SymbolNameSchema } from "../symbol.ts";
import { EpochMsSchema, TimeframeSchema } from "./bar.ts";

export const PatternIdSchema = z.enum(PATTERN_IDS).meta({ id: "PatternId" });
export const BiasSchema = z.enum(["bullish", "bearish", "neutral"]).meta({ id: "Bias" });

/** A pattern as the catalog tells it. */
export const PatternSchema = z
  .object({
    id: PatternIdSchema,
    title: z.string().meta({ example: "Bullish engulfing" }),
    signal: BiasSchema,
    bars: z.number().int().meta({ description: "Bars it covers, the completing one the last of them." }),
    nature: z.enum(["reversal", "continuation", "indecision"]).meta({
      description: "What move before it makes it stronger: one against its signal, one along it, any.",
    }),
    lookback: z.number().int().meta({ description: "Bars that must lie before the completing one." }),
    talib: z.string().nullable().meta({
      description: "The function of TA-Lib that detects the same; null where the rule is our own.",
      example: "CDLENGULFING",
    }),
    rule: z.string().meta({ description: "What a bar must look like, in words." }),
  })
  .meta({ id: "Pattern" });

export const PatternCatalogSchema = z
  .object({
    version: z.number().int().meta({ description: "Grows whenever a detection may come out differently." }),
    lead: z.number().int().meta({ description: "Bars before a bar on which its detections depend." }),
    patterns: z.array(PatternSchema),
  })
  .meta({ id: "PatternCatalog" });

/** A pattern that a final bar completed. */
export const DetectionSchema = z
  .object({
    pattern: PatternIdSchema,
    signal: BiasSchema,
    strength: z.number().int().min(1).max(100),
    bars: z.number().int(),
    openTime: EpochMsSchema.meta({ description: "Of the bar that completed it, as `closeTime` is." }),
    closeTime: EpochMsSchema,
    description: z.string().meta({ example: "Hammer after a fall of 2.3 %, on 1.8 times the usual volume." }),
    final: z.literal(true).meta({ description: "Patterns are looked for on final bars only." }),
    revision: z.number().int().meta({ description: "Of the bar." }),
  })
  .meta({ id: "Detection" });

/** A page of detections of one symbol and timeframe, newest first. */
export const DetectionListSchema = z
  .object({
    symbol: SymbolNameSchema,
    timeframe: TimeframeSchema,
    version: z.number().int(),
    patterns: z.array(DetectionSchema),
    searchedFrom: EpochMsSchema.nullable().meta({
      description: "Open time down to which this page searched; a rare pattern may lie further back.",
    }),
    asOf: EpochMsSchema.nullable().meta({ description: "Close time of the newest bar that was searched." }),
    cursor: z.string().nullable().meta({
      description: "Opaque; the next, older page, null at the end. A page may be empty and have one.",
    }),
  })
  .meta({ id: "DetectionList" });
