import * as z from "zod/mini";
import type {
  BarIndicators,
  IndicatorsData,
  PatternsData,
  PatternsSnapshot,
} from "../../../contract/analysis-events.ts";
import type { StreamEvent } from "../../socket/stream-event.ts";

const ValueSchema = z.nullable(z.union([z.number(), z.record(z.string(), z.number())]));

const BarIndicatorsSchema = z.object({
  openTime: z.number(),
  closeTime: z.number(),
  revision: z.number(),
  bars: z.number(),
  values: z.record(z.string(), ValueSchema),
} satisfies Partial<Record<keyof BarIndicators, unknown>>);

const IndicatorsSchema = z.object({
  final: z.nullable(BarIndicatorsSchema),
  forming: z.nullable(BarIndicatorsSchema),
} satisfies Record<keyof IndicatorsData, unknown>);

/** The core set at a bar. */
export type LiveBar = Readonly<z.infer<typeof BarIndicatorsSchema>>;
export type LiveIndicators = Readonly<z.infer<typeof IndicatorsSchema>>;

const DetectionSchema = z.object({
  pattern: z.string(),
  signal: z.enum(["bullish", "bearish", "neutral"]),
  strength: z.number(),
  bars: z.number(),
  openTime: z.number(),
  description: z.string(),
});
/** A pattern as it is shown, whoever told of it. */
export type ShownPattern = Readonly<z.infer<typeof DetectionSchema>>;

const BarPatternsSchema = z.object({
  openTime: z.number(),
  revision: z.number(),
  patterns: z.array(DetectionSchema),
} satisfies Partial<Record<keyof PatternsData, unknown>>);
const PatternsSchema = z.object({
  bars: z.array(BarPatternsSchema),
} satisfies Record<keyof PatternsSnapshot, unknown>);

/** What a bar completed, at its newest revision. */
export type BarPatterns = Readonly<z.infer<typeof BarPatternsSchema>>;

/** The event of an `indicators` channel, or null where it is not understood (a newer server may say more). */
export function readIndicators(message: StreamEvent): LiveIndicators | null {
  const parsed = z.safeParse(IndicatorsSchema, message.data);
  return parsed.success ? parsed.data : null;
}

/** The bars that an event of a `patterns` channel speaks of; none where it is not understood. */
export function readPatterns(message: StreamEvent): readonly BarPatterns[] {
  if (message.type === "snapshot") {
    const parsed = z.safeParse(PatternsSchema, message.data);
    return parsed.success ? parsed.data.bars : [];
  }
  const parsed = z.safeParse(BarPatternsSchema, message.data);
  return parsed.success ? [parsed.data] : [];
}
