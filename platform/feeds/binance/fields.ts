import { z } from "zod";
import type { Decimal } from "../../../market/bars/decimal.ts";
import { epochMsFrom } from "../../../market/time/epoch.ts";
import type { EpochMs } from "../../../market/time/timeframe.ts";
import { decimalOf, signedDecimalOf } from "./decimal-text.ts";

/** Epoch milliseconds of an outside value in ms or µs, or null. */
export function epochOf(value: unknown): EpochMs | null {
  if (typeof value !== "number") return null;
  try {
    return epochMsFrom(value);
  } catch {
    return null;
  }
}

/** A trade id, a count: a non-negative integer that a double holds exactly. */
export function isId(value: unknown): value is number {
  return typeof value === "number" && value >= 0 && Number.isSafeInteger(value);
}

/** A JSON object whose fields are still to be checked. */
export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function checked<T extends string | number>(of: (value: unknown) => T | null, message: string) {
  return z.unknown().transform((value, context): T => {
    const result = of(value);
    if (result !== null) return result;
    context.addIssue({ code: "custom", message });
    return z.NEVER;
  });
}

export const decimalField = checked<Decimal>(decimalOf, "not a plain decimal");
export const signedDecimalField = checked<string>(signedDecimalOf, "not a decimal");
export const timeField = checked<EpochMs>(epochOf, "not a time in ms or µs");
export const countField = z.int().nonnegative();
/** A trade id, or -1 where there was no trade. */
export const idOrNoneField = z
  .int()
  .min(-1)
  .transform((id) => (id < 0 ? null : id));

/** The first problem of a failed parse, in a few words for a log line. */
export function problemOf(error: z.ZodError): string {
  const issue = error.issues[0];
  return issue === undefined ? "not the documented shape" : `${issue.path.join(".")}: ${issue.message}`;
}
