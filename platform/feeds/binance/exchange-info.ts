import { z } from "zod";
import type { SymbolInfo } from "../feed.ts";
import { decimalField } from "./fields.ts";

/** The part of REST `exchangeInfo` that Wick uses. */
export const ExchangeInfoSchema = z.object({
  symbols: z.array(
    z.object({
      symbol: z.string(),
      status: z.string(),
      baseAsset: z.string(),
      quoteAsset: z.string(),
      filters: z.array(
        z.object({
          filterType: z.string(),
          tickSize: decimalField.optional(),
          stepSize: decimalField.optional(),
        }),
      ),
    }),
  ),
});

type ListedSymbol = z.infer<typeof ExchangeInfoSchema>["symbols"][number];

/** The symbol's trading rules, or null where the filters that hold its steps are missing. */
export function symbolInfoOf(listed: ListedSymbol): SymbolInfo | null {
  const { symbol, status, baseAsset, quoteAsset, filters } = listed;
  const tickSize = filters.find((filter) => filter.filterType === "PRICE_FILTER")?.tickSize;
  const stepSize = filters.find((filter) => filter.filterType === "LOT_SIZE")?.stepSize;
  if (tickSize === undefined || stepSize === undefined) return null;
  return { symbol, status, baseAsset, quoteAsset, tickSize, stepSize };
}
