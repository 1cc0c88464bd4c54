import { z } from "zod";
import { UNITS } from "../../market/indicators/catalog/description.ts";
import { SymbolNameSchema } from "../symbol.ts";
import { EpochMsSchema, TimeframeSchema } from "./bar.ts";
import { BiasSchema } from "./patterns.ts";

export const IndicatorUnitSchema = z.enum(UNITS).meta({
  id: "IndicatorUnit",
  description:
    "`price` is in the quote asset, `volume` in the base asset, `money` their product, `score` the indicator's own scale, `side` 1 or −1 (or 0).",
});

export const IndicatorParameterSchema = z
  .object({
    name: z.string().meta({ example: "period" }),
    default: z.number(),
    min: z.number().meta({ description: "Least allowed value." }),
    max: z.number().meta({ description: "Greatest allowed value; others may limit it further." }),
    integer: z.boolean(),
  })
  .meta({ id: "IndicatorParameter" });

export const IndicatorOutputSchema = z
  .object({
    name: z.string().meta({ example: "histogram", description: "`value` where there is one alone." }),
    title: z.string(),
    unit: IndicatorUnitSchema,
  })
  .meta({ id: "IndicatorOutput" });

/** One indicator of the catalog. */
export const IndicatorSchema = z
  .object({
    id: z.string().meta({ example: "macd" }),
    title: z.string(),
    formula: z.string().meta({ description: "What is computed, in words and symbols." }),
    parameters: z.array(IndicatorParameterSchema).meta({ description: "In the order of `macd(12,26,9)`." }),
    outputs: z.array(IndicatorOutputSchema),
    warmUp: z
      .number()
      .int()
      .meta({ description: "Bars until the first value, with the default parameters." }),
    pane: z
      .enum(["price", "own"])
      .meta({ description: "Drawn over the prices, or with a scale of its own below." }),
    source: z.enum(["own", "library"]),
  })
  .meta({ id: "Indicator" });

export const IndicatorCatalogSchema = z
  .object({
    core: z.array(z.string()).meta({
      description: "What is answered where nothing was asked for.",
      example: ["rsi(14)", "macd(12,26,9)"],
    }),
    indicators: z.array(IndicatorSchema),
  })
  .meta({ id: "IndicatorCatalog" });

/** An indicator in words. Describes; it is no investment advice. */
export const ReadingSchema = z
  .object({
    state: z.string().meta({ example: "overbought" }),
    text: z.string().meta({ example: "RSI 72.4: overbought, falling for 3 bars" }),
    bias: BiasSchema,
  })
  .meta({ id: "IndicatorReading" });

const NumberOrNull = z.number().nullable();

/** What one indicator says of the bars of a page. */
export const IndicatorSeriesSchema = z
  .object({
    key: z.string().meta({
      description: "Id and parameters in one spelling.",
      example: "macd(12,26,9)",
    }),
    id: z.string(),
    title: z.string(),
    parameters: z.record(z.string(), z.number()),
    pane: z.enum(["price", "own"]),
    source: z.enum(["own", "library"]),
    since: EpochMsSchema.nullable().meta({
      description: "From when on a running balance counts at the newest bar; null for everything else.",
    }),
    latest: z
      .record(z.string(), NumberOrNull)
      .nullable()
      .meta({ description: "Of the newest bar of the page, by output; null without bars." }),
    reading: ReadingSchema.nullable().meta({
      description: "Of the newest bar; null while there is no value.",
    }),
    series: z
      .record(z.string(), z.array(NumberOrNull))
      .meta({ description: "By output, one for each bar of `bars`; null in the warm-up." }),
  })
  .meta({ id: "IndicatorSeries" });

/** Indicators of a page of bars of one symbol and timeframe, newest last. */
export const IndicatorPageSchema = z
  .object({
    symbol: SymbolNameSchema,
    timeframe: TimeframeSchema,
    asOf: EpochMsSchema.nullable().meta({ description: "The time the newest bar of the page speaks for." }),
    final: z
      .boolean()
      .nullable()
      .meta({ description: "Of the newest bar; false: it still forms, and its values will change." }),
    revision: z.number().int().nullable().meta({ description: "Of the newest bar." }),
    complete: z.boolean().meta({
      description: "false: bars before the page that its values depend on could not be read just now.",
    }),
    bars: z.object({
      openTime: z.array(EpochMsSchema),
      close: z.array(z.number()),
      revision: z.array(z.number().int()),
    }),
    indicators: z.array(IndicatorSeriesSchema),
    crosses: z
      .array(ReadingSchema.extend({ between: z.array(z.string()) }))
      .meta({ description: "What two averages say of one another, such as a golden cross." }),
    cursor: z.string().nullable().meta({ description: "Opaque; the next page, null at the end." }),
  })
  .meta({ id: "IndicatorPage" });
