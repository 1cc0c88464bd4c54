import type { Context } from "hono";
import { ALERT_OWNER } from "../../contract/alerts.ts";
import { WickError } from "../../contract/errors.ts";
import { OWNER_HEADER } from "../../contract/rpc.ts";
import { allows } from "../../contract/scopes.ts";
import type { AppEnv } from "../app-env.ts";
import { keyOf } from "./require-scope.ts";

/**
 * The headers of a stream's request as a relay gets them: without the key, and with whose private channels it may have.
 * The stream is open to everybody; a key is looked at only where one is sent. @throws WickError unauthorized, unavailable
 */
export async function streamHeaders(c: Context<AppEnv>): Promise<Headers> {
  const headers = new Headers(c.req.raw.headers);
  for (const name of ["Authorization", "X-API-Key", OWNER_HEADER]) headers.delete(name);
  const key = keyOf(c.req.header("authorization"), c.req.header("x-api-key"));
  if (key === undefined) return headers;
  const identity = await c.var.isolate.keys.identify(key, (work) => c.executionCtx.waitUntil(work));
  if (identity === undefined)
    throw new WickError("unauthorized", "The API key is not known, or was revoked.");
  if (allows(identity.scopes, "admin")) headers.set(OWNER_HEADER, ALERT_OWNER);
  return headers;
}
