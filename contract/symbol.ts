import { z } from "zod";
import { positiveDecimalSchema } from "./positive-decimal.ts";

/** A trading pair as the exchange writes it: `BTCUSDT`. */
export type SymbolId = string & { readonly __symbol: true };

const SYMBOL = /^[A-Z0-9]{2,20}$/;

export function isSymbolId(text: string): text is SymbolId {
  return SYMBOL.test(text);
}

/** A symbol's name in an answer. */
export const SymbolNameSchema = z.string().regex(SYMBOL).meta({ example: "BTCUSDT" });

const decimalStep = positiveDecimalSchema(10);

/** How a symbol's trades reach Wick. */
export const SymbolConfigSchema = z.discriminatedUnion("feed", [
  z.object({ feed: z.literal("binance") }),
  z.object({
    feed: z.literal("push"),
    tickSize: decimalStep,
    stepSize: decimalStep,
    /** How long a bar waits for late ticks, on the ticks' own clock. */
    latenessMs: z.number().int().min(0).max(3_600_000),
  }),
]);
export type SymbolConfig = z.infer<typeof SymbolConfigSchema>;
