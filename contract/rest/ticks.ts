import { z } from "zod";
import { SymbolNameSchema } from "../symbol.ts";
import { DecimalSchema, EpochMsSchema } from "./bar.ts";

/** A stored tick: an exchange's aggregate trade, or a pushed tick under the number it was given. */
export const TickViewSchema = z
  .object({
    id: z.number().int(),
    price: DecimalSchema,
    size: DecimalSchema,
    time: EpochMsSchema,
    firstId: z.number().int(),
    lastId: z.number().int(),
    buyerIsMaker: z.boolean(),
  })
  .meta({ id: "Tick" });

export const TickListSchema = z
  .object({ symbol: SymbolNameSchema, ticks: z.array(TickViewSchema), cursor: z.string().nullable() })
  .meta({ id: "TickList" });
