import type { MiddlewareHandler } from "hono";
import { z } from "zod";
import { WickError } from "../../contract/errors.ts";
import { claimRequest, keepAnswer, releaseRequest } from "../../platform/d1/keyed-requests.ts";
import type { AppEnv } from "../app-env.ts";
import { clientOf } from "./answer-headers.ts";

/** The header that makes a repeat of a request harmless. */
export const IdempotencyHeaderSchema = z.object({
  "idempotency-key": z
    .string()
    .regex(/^[\x21-\x7e]{1,128}$/, { message: "1 to 128 visible ASCII characters" })
    .optional()
    .meta({ description: "A repeat under the same key gets the first answer, for a day." }),
});

/**
 * Carries a request under an `Idempotency-Key` out once; a repeat gets the same answer. What was refused or failed is
 * not kept. Stands behind `requireScope` where there is one: the key belongs to who sends it.
 * @throws WickError idempotency_conflict, request_running, invalid_input
 */
export const idempotent: MiddlewareHandler<AppEnv> = async (c, next) => {
  const given = c.req.header("idempotency-key");
  if (given === undefined) return await next();
  if (!IdempotencyHeaderSchema.safeParse({ "idempotency-key": given }).success) {
    throw new WickError("invalid_input", "The header is not valid.", {
      errors: [{ path: "idempotency-key", message: "1 to 128 visible ASCII characters" }],
    });
  }
  const { DB } = c.env;
  // Of those who show no key, each address has keys of its own: nobody answers another's `1` beforehand.
  const shown = c.req.header("authorization") ?? c.req.header("x-api-key");
  const sender = shown === undefined ? `from ${clientOf(c.req.header("cf-connecting-ip"))}` : `key ${shown}`;
  const id = await digest(`${sender}\n${c.req.method} ${c.req.path}\n${given}`);
  // What is asked for stands in the body or in the query: both make a request another one.
  const asked = `${new URL(c.req.url).search}${await c.req.text()}`;
  const claim = await claimRequest(DB, { id, body: await digest(asked), now: Date.now() });
  switch (claim.kind) {
    case "other":
      throw new WickError("idempotency_conflict");
    case "running":
      throw new WickError("request_running", undefined, { retryAfterMs: 1_000 });
    case "answered":
      return new Response(claim.answer, {
        status: claim.status,
        headers: {
          "content-type": "application/json",
          "cache-control": "no-store",
          "idempotency-replayed": "true",
        },
      });
    case "first":
      await next();
      if (c.error === undefined && c.res.ok) {
        await keepAnswer(DB, id, c.res.status, await c.res.clone().text());
      } else await releaseRequest(DB, id);
      return undefined;
    default:
      return claim satisfies never;
  }
};

async function digest(text: string): Promise<string> {
  const bytes = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
  return Array.from(new Uint8Array(bytes), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
