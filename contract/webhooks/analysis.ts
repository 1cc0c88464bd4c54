import { z } from "zod";
import { EpochMsSchema } from "../rest/bar.ts";
import { SymbolNameSchema } from "../symbol.ts";

/** What an n8n flow sends: about which symbol, and whatever it has found. */
export const AnalysisPayloadSchema = z
  .looseObject({
    symbol: z.string().min(1).max(40).meta({ description: "Or a coin.", example: "BTCUSDT" }),
  })
  .meta({ id: "AnalysisPayload", description: "Everything beside `symbol` is kept as it came." });

export const AnalysisReceiptSchema = z
  .object({
    id: z.string().meta({ description: "The `webhook-id`, or one that was given." }),
    symbol: SymbolNameSchema,
    receivedAt: EpochMsSchema.meta({ description: "When it came first." }),
  })
  .meta({ id: "AnalysisReceipt" });

export const AnalysisResultSchema = z
  .object({
    symbol: SymbolNameSchema,
    source: z.literal("n8n"),
    receivedAt: EpochMsSchema,
    payload: z.unknown().meta({ description: "As it came; nobody here has checked what it says." }),
  })
  .meta({ id: "AnalysisResult" });
