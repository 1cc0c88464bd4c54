import type { MiddlewareHandler } from "hono";
import { routePath } from "hono/route";
import { WickError } from "../../contract/errors.ts";
import type { AppEnv } from "../app-env.ts";
import { isolateOf } from "../isolate.ts";
import { problemResponse } from "../problem-response.ts";
import { answerHeaders, clientOf } from "./answer-headers.ts";
import { requestIdOf } from "./request-id.ts";

/** Liveness must be answered also to whoever asks too often: it is what a balancer decides by. It asks nobody. */
const LIVENESS = /^\/health(\/quick)?\/?$/;

/**
 * What every request passes, as one middleware because the chain is on every request's bill: request id,
 * rate limit, and the headers of every answer.
 */
export const door: MiddlewareHandler<AppEnv> = async (c, next) => {
  const startedAt = Date.now();
  const isolate = isolateOf(c.env);
  const requestId = requestIdOf(c.req.header("x-request-id"), () => crypto.randomUUID());
  c.set("isolate", isolate);
  c.set("requestId", requestId);

  const { method } = c.req;
  const verdict =
    isolate.limit.quota > 0 ? isolate.limit.take(clientOf(c.req.header("cf-connecting-ip"))) : undefined;
  const headers = answerHeaders(isolate, requestId, verdict, c.req.header("origin"));

  if (verdict?.allowed === false && !LIVENESS.test(c.req.path)) {
    c.res = problemResponse(c, new WickError("rate_limited", undefined, { retryAfterMs: verdict.resetMs }));
  } else {
    await next();
  }

  const durationMs = Date.now() - startedAt;
  isolate.http.count(method, routePath(c, -1), c.res.status, durationMs);
  // The answer to an upgrade carries its socket and takes no headers of ours.
  if (c.res.status === 101) return;
  headers["server-timing"] = `total;dur=${durationMs}`;
  const answer = c.res.headers;
  for (const name in headers) {
    // A route that answers with a document has set its own policy.
    if (name === "content-security-policy" && answer.has(name)) continue;
    answer.set(name, headers[name] ?? "");
  }
};
