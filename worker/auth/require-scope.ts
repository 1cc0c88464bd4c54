import type { MiddlewareHandler } from "hono";
import { WickError } from "../../contract/errors.ts";
import { allows, type Scope } from "../../contract/scopes.ts";
import type { AppEnv } from "../app-env.ts";

/** Lets a request pass whose API key has the scope. @throws WickError unauthorized, forbidden */
export function requireScope(scope: Scope): MiddlewareHandler<AppEnv> {
  return async (c, next) => {
    const key = keyOf(c.req.header("authorization"), c.req.header("x-api-key"));
    if (key === undefined)
      throw new WickError("unauthorized", "Send Authorization: Bearer <key> or X-API-Key.");
    const identity = await c.var.isolate.keys.identify(key, (work) => c.executionCtx.waitUntil(work));
    if (identity === undefined)
      throw new WickError("unauthorized", "The API key is not known, or was revoked.");
    if (!allows(identity.scopes, scope))
      throw new WickError("forbidden", `The API key lacks the scope ${scope}.`);
    await next();
  };
}

/** The key that a request brings in a header; undefined where it brings none. */
export function keyOf(authorization: string | undefined, apiKey: string | undefined): string | undefined {
  const bearer = authorization === undefined ? undefined : /^Bearer +(\S+)$/i.exec(authorization)?.[1];
  return bearer ?? apiKey;
}
