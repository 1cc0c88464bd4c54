import { z } from "zod";
import { positiveDecimalSchema } from "./positive-decimal.ts";

const decimal = positiveDecimalSchema(20);

/** One pushed tick. `timestamp` in ms or µs; `id` makes a resend harmless. */
export const TickSchema = z.object({
  symbol: z.string().min(2).max(20),
  timestamp: z.number().int().positive(),
  price: decimal,
  size: decimal,
  id: z
    .union([z.string().min(1).max(64), z.number().int().nonnegative()])
    .transform(String)
    .optional(),
});
export type Tick = z.infer<typeof TickSchema>;

/** What became of a batch of ticks. */
export interface IngestReport {
  readonly accepted: number;
  readonly duplicates: number;
  /** Ticks that changed a bar which had been final. */
  readonly revised: number;
  readonly rejected: readonly {
    readonly index: number;
    readonly code: TickRejection;
    readonly detail: string;
  }[];
}
export type TickRejection = "bad_tick" | "off_tick_size" | "off_step_size" | "too_late" | "in_the_future";
