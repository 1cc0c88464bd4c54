import { z } from "zod";
import { TickSchema } from "../ticks.ts";
import { EpochMsSchema, TimeframeSchema } from "./bar.ts";

export const MAX_TICKS = 10_000;

export const IngestRequestSchema = z
  .object({ ticks: z.array(TickSchema).min(1).max(MAX_TICKS) })
  .meta({ id: "IngestRequest" });

/** Why a tick was not taken; the codes of contract/ticks.ts, and those of an upload's lines. */
export const TICK_REJECTIONS = [
  "bad_tick",
  "off_tick_size",
  "off_step_size",
  "too_late",
  "in_the_future",
  "bad_json",
  "line_too_long",
  "unknown_symbol",
  "exchange_fed",
] as const;
const rejection = z.enum(TICK_REJECTIONS);

const counts = {
  accepted: z.number().int(),
  duplicates: z.number().int(),
  revised: z.number().int().meta({ description: "Ticks that changed a bar which had been final." }),
};

export const IngestResultSchema = z
  .object({
    ...counts,
    rejected: z.array(
      z.object({
        index: z.number().int().meta({ description: "Of the tick in the request, from 0." }),
        symbol: z.string(),
        code: rejection,
        detail: z.string(),
      }),
    ),
    symbols: z.array(z.object({ symbol: z.string(), ...counts, rejected: z.number().int() })),
  })
  .meta({ id: "IngestResult" });
export type IngestResult = z.infer<typeof IngestResultSchema>;

export const UploadReportSchema = z
  .object({
    complete: z
      .boolean()
      .meta({ description: "False when the upload was stopped; what came before is kept." }),
    lines: z.number().int().meta({ description: "Lines read, without empty ones." }),
    ...counts,
    rejected: z.number().int(),
    badLines: z
      .array(z.object({ line: z.number().int(), code: rejection, detail: z.string() }))
      .meta({ description: "The first hundred rejected lines, by number from 1." }),
  })
  .meta({ id: "UploadReport" });
export type UploadReport = z.infer<typeof UploadReportSchema>;

export const ProcessBarsRequestSchema = z
  .object({ symbol: z.string().min(1).max(40), timeframe: TimeframeSchema })
  .meta({ id: "ProcessBarsRequest" });

export const ProcessBarsResultSchema = z
  .object({
    symbol: z.string(),
    timeframe: TimeframeSchema,
    checked: z.number().int().meta({ description: "Bars rebuilt and compared." }),
    revised: z.number().int().meta({ description: "Bars that were corrected." }),
    from: EpochMsSchema.nullable(),
    to: EpochMsSchema.nullable(),
  })
  .meta({ id: "ProcessBarsResult" });
