import { z } from "zod";
import { TIMEFRAMES } from "../../market/time/timeframe.ts";
import { SymbolNameSchema } from "../symbol.ts";

export const TimeframeSchema = z.enum(TIMEFRAMES).meta({ id: "Timeframe" });

/** Milliseconds since the epoch, UTC. */
export const EpochMsSchema = z
  .number()
  .int()
  .meta({ description: "Milliseconds since the epoch, UTC.", example: 1723161600000 });

/** A decimal in an answer: a JSON number with every digit, or text where `decimals=string` was asked. */
export const DecimalSchema = z
  .union([z.number(), z.string().regex(/^-?[0-9]+(?:\.[0-9]+)?$/)])
  .meta({ id: "Decimal", description: "A JSON number with every digit; text with `decimals=string`." });

export const DecimalStyleSchema = z
  .enum(["number", "string"])
  .default("number")
  .meta({ description: "`string` for parsers that would round long numbers." });

/** A bar as contract/bar-json.ts writes it, the same in REST, stream and export. */
export const BarSchema = z
  .object({
    openTime: EpochMsSchema,
    closeTime: EpochMsSchema,
    open: DecimalSchema,
    high: DecimalSchema,
    low: DecimalSchema,
    close: DecimalSchema,
    volume: DecimalSchema,
    quoteVolume: DecimalSchema,
    n: z.number().int().meta({ description: "Individual trades." }),
    takerBuyVolume: DecimalSchema,
    takerBuyQuoteVolume: DecimalSchema,
    firstId: z.number().int().nullable(),
    lastId: z.number().int().nullable(),
    final: z.boolean(),
    revision: z.number().int(),
    source: z.enum(["trades", "kline", "mixed"]),
  })
  .meta({ id: "Bar" });

/** A page of bars of one symbol and timeframe, newest last. */
export const BarListSchema = z
  .object({
    symbol: SymbolNameSchema,
    timeframe: TimeframeSchema,
    bars: z.array(BarSchema),
    asOf: EpochMsSchema.nullable().meta({ description: "The time the newest bar of the page speaks for." }),
    cursor: z.string().nullable().meta({ description: "Opaque; the next page, null at the end." }),
  })
  .meta({ id: "BarList" });

/** The bars of a coin. */
export const PriceHistorySchema = BarListSchema.extend({
  coin: z.string().meta({ example: "bitcoin" }),
}).meta({ id: "PriceHistory" });
