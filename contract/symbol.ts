import { z } from "zod";

/** A trading pair as the exchange writes it: `BTCUSDT`. */
export type SymbolId = string & { readonly __symbol: true };

const SYMBOL = /^[A-Z0-9]{2,20}$/;

export function isSymbolId(text: string): text is SymbolId {
  return SYMBOL.test(text);
}

const decimalStep = z
  .union([z.string(), z.number()])
  .transform(String)
  .refine((text) => /^(?:0|[1-9]\d{0,9})(?:\.\d{1,8})?$/.test(text) && Number(text) > 0, {
    message: "a positive decimal with at most 8 fractional digits",
  });

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
