import { z } from "zod";
import type { RecordBody } from "../market/signals/record.ts";
import { CloseReasonSchema, SignalSchema, SignalStatusSchema } from "./rest/signals.ts";

const time = z.number().int();
const ChangeSchema = z.strictObject({
  status: SignalStatusSchema,
  touchedAt: z.tuple([time.nullable(), time.nullable(), time.nullable()]),
  closedAt: time.nullable(),
  closeReason: CloseReasonSchema.nullable(),
  closePrice: z.number().nullable(),
  age: z.number().int(),
  best: z.number(),
  worst: z.number(),
});

const BodySchema = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("issued"), signal: SignalSchema.omit({ returnAfterCosts: true }) }),
  z.strictObject({
    kind: z.literal("target"),
    target: z.union([z.literal(1), z.literal(2), z.literal(3)]),
    id: z.string(),
    change: ChangeSchema,
  }),
  z.strictObject({ kind: z.enum(["closed", "expired"]), id: z.string(), change: ChangeSchema }),
]);

/** What a record's body tells; null where it is no body of a record. */
export function parseRecordBody(text: string): RecordBody | null {
  try {
    const parsed = BodySchema.safeParse(JSON.parse(text));
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
}
