import { z } from "zod";
import { STREAM_LIMITS } from "../../contract/stream.ts";
import type { SubscriberSettings } from "./fan-out-subscriber.ts";

const SettingsSchema = z.object({
  interval: z
    .string()
    .regex(/^\d{1,6}$/, { message: "whole milliseconds" })
    .transform(Number)
    .refine((ms) => ms <= STREAM_LIMITS.maxIntervalMs, {
      message: `at most ${STREAM_LIMITS.maxIntervalMs} ms`,
    })
    .default(STREAM_LIMITS.defaultIntervalMs),
  pack: z.enum(["0", "1"]).default("0"),
});

/** A subscriber's settings from the query of its connection, or what is wrong with them. */
export function parseStreamSettings(
  query: URLSearchParams,
):
  | { readonly settings: SubscriberSettings }
  | { readonly errors: readonly { readonly path: string; readonly message: string }[] } {
  const result = SettingsSchema.safeParse(Object.fromEntries(query));
  if (!result.success) {
    return {
      errors: result.error.issues.map(({ path, message }) => ({ path: path.join("."), message })),
    };
  }
  return { settings: { intervalMs: result.data.interval, pack: result.data.pack === "1" } };
}
