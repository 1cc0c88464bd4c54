import { z } from "zod";
import { TIMEFRAMES } from "../../market/time/timeframe.ts";
import { SymbolNameSchema } from "../symbol.ts";
import { EpochMsSchema } from "./bar.ts";

const BackfillTimeframeSchema = z.enum(TIMEFRAMES).exclude(["1s"]).meta({ example: "1h" });

/** The wish: from a time on, or so many days back from the exchange's newest closed bar. */
export const BackfillWishSchema = z
  .object({
    symbol: z.string().min(2).max(40).meta({ description: "A symbol, or a coin.", example: "BTCUSDT" }),
    timeframe: BackfillTimeframeSchema,
    from: EpochMsSchema.optional(),
    days: z.number().int().min(1).max(7_300).optional(),
  })
  .refine(({ from, days }) => (from === undefined) !== (days === undefined), {
    message: "either from or days",
    path: ["from"],
  })
  .meta({ id: "BackfillWish" });

/** A stretch of a series that is being fetched, or was. */
export const BackfillSchema = z
  .object({
    id: z.string(),
    symbol: SymbolNameSchema,
    timeframe: BackfillTimeframeSchema,
    from: EpochMsSchema.meta({ description: "Open time of the first bar." }),
    to: EpochMsSchema.meta({ description: "Open time of the last bar." }),
    status: z.enum(["pending", "fetching", "verifying", "done", "failed"]),
    source: z.enum(["rest", "archive"]),
    progress: z.number().min(0).max(1).meta({ description: "Share of the stretch that is stored." }),
    rows: z.number().int().meta({ description: "Bars that the exchange had so far." }),
    requests: z.number().int(),
    failures: z.number().int().meta({ description: "In a row, up to now." }),
    error: z.string().nullable(),
    report: z
      .object({
        expected: z.number().int(),
        outages: z.number().int(),
        stored: z.number().int(),
        sampledPages: z.number().int(),
        compared: z.number().int(),
        corrected: z.number().int(),
      })
      .nullable()
      .meta({ description: "What verification found: bars on the grid, missing at the exchange, in D1." }),
    createdAt: EpochMsSchema,
    updatedAt: EpochMsSchema,
  })
  .meta({ id: "Backfill" });
export type BackfillJson = z.infer<typeof BackfillSchema>;

/** `backfills` newest first; after a wish, those that fulfil it, oldest stretch first, none where all is in store. */
export const BackfillListSchema = z
  .object({ backfills: z.array(BackfillSchema) })
  .meta({ id: "BackfillList" });
