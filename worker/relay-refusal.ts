import { z } from "zod";
import { ERRORS, type ErrorCode, WickError } from "../contract/errors.ts";

const isCode = (text: string): text is ErrorCode => Object.hasOwn(ERRORS, text);

const RefusalSchema = z.object({
  code: z.string().refine(isCode),
  detail: z.string().optional(),
  errors: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
});

/** A relay's refusal as our own error, so that it is answered like every other: with type and request id. */
export async function relayRefusal(answer: Response): Promise<Error> {
  const refusal = RefusalSchema.safeParse(await answer.json().catch(() => undefined));
  if (!refusal.success) return new Error(`a relay answered ${answer.status}`);
  const { code, detail, errors } = refusal.data;
  const retryAfterS = Number(answer.headers.get("Retry-After") ?? Number.NaN);
  return new WickError(code, detail, {
    ...(errors === undefined ? {} : { errors }),
    ...(Number.isFinite(retryAfterS) ? { retryAfterMs: retryAfterS * 1_000 } : {}),
  });
}
