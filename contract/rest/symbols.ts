import { z } from "zod";
import { SymbolNameSchema } from "../symbol.ts";
import { EpochMsSchema } from "./bar.ts";

const stepText = z
  .string()
  .regex(/^[0-9]+(?:\.[0-9]+)?$/)
  .meta({ example: "0.01" });

/** A symbol as the registry knows it. */
export const SymbolSchema = z
  .object({
    symbol: SymbolNameSchema,
    base: z.string().meta({ example: "BTC" }),
    quote: z.string().meta({ example: "USDT" }),
    name: z.string().meta({ example: "Bitcoin" }),
    coin: z.string().meta({ example: "bitcoin" }),
    feed: z.enum(["binance", "push"]),
    tickSize: stepText.nullable(),
    stepSize: stepText.nullable(),
    latenessMs: z.number().int().nullable(),
    status: z.enum(["active", "removed"]),
    addedAt: EpochMsSchema,
  })
  .meta({ id: "Symbol" });
export type SymbolView = z.infer<typeof SymbolSchema>;

export const SymbolListSchema = z.object({ symbols: z.array(SymbolSchema) }).meta({ id: "SymbolList" });
