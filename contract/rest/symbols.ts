import { z } from "zod";
import { EpochMsSchema } from "./bar.ts";

/** A symbol as the registry knows it. */
export const SymbolSchema = z
  .object({
    symbol: z.string().meta({ example: "BTCUSDT" }),
    base: z.string().meta({ example: "BTC" }),
    quote: z.string().meta({ example: "USDT" }),
    name: z.string().meta({ example: "Bitcoin" }),
    coin: z.string().meta({ example: "bitcoin" }),
    feed: z.enum(["binance", "push"]),
    tickSize: z.string().nullable(),
    stepSize: z.string().nullable(),
    latenessMs: z.number().int().nullable(),
    status: z.enum(["active", "removed"]),
    addedAt: EpochMsSchema,
  })
  .meta({ id: "Symbol" });
export type SymbolView = z.infer<typeof SymbolSchema>;

export const SymbolListSchema = z.object({ symbols: z.array(SymbolSchema) }).meta({ id: "SymbolList" });
