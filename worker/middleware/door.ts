import type { Context, MiddlewareHandler } from "hono";
import { routePath } from "hono/route";
import { WickError } from "../../contract/errors.ts";
import type { AppEnv } from "../app-env.ts";
import { type Isolate, isolateOf } from "../isolate.ts";
import { problemResponse } from "../problem-response.ts";
import { pageKey, pageResponse } from "../respond.ts";
import { corsHeaders } from "./cors.ts";
import type { RateVerdict } from "./rate-limit.ts";
import { requestIdOf } from "./request-id.ts";
import { securityHeaders } from "./security.ts";

const production = securityHeaders(true);
const elsewhere = securityHeaders(false);

/**
 * What every request passes, as one middleware because the chain is on every request's bill: request id,
 * rate limit, the cached answer where there is a fresh one, and the headers of every answer.
 */
export const door: MiddlewareHandler<AppEnv> = async (c, next) => {
  const startedAt = Date.now();
  const isolate = isolateOf(c.env);
  const requestId = requestIdOf(c.req.header("x-request-id"), () => crypto.randomUUID());
  c.set("isolate", isolate);
  c.set("requestId", requestId);

  const { method } = c.req;
  const verdict = isolate.limit.quota > 0 ? isolate.limit.take(clientOf(c)) : undefined;
  const headers = answerHeaders(isolate, requestId, verdict, c.req.header("origin"));

  if (method === "GET" || method === "HEAD") {
    const page = verdict?.allowed === false ? undefined : isolate.pages.fresh(pageKey(c.req.url));
    if (page !== undefined) {
      headers["server-timing"] = 'cache;desc="hit"';
      isolate.http.count(method, page.route, 200, 0);
      return pageResponse(page, c.req.header("if-none-match"), headers);
    }
  }

  // Health must answer also to whoever asks too often: it is what a balancer decides by.
  if (verdict?.allowed === false && !c.req.path.startsWith("/health")) {
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

function answerHeaders(
  isolate: Isolate,
  requestId: string,
  verdict: RateVerdict | undefined,
  origin: string | undefined,
): Record<string, string> {
  const headers: Record<string, string> = {
    ...(isolate.config.ENVIRONMENT === "production" ? production : elsewhere),
    "x-request-id": requestId,
  };
  if (verdict !== undefined) {
    headers["ratelimit-policy"] = `"default";q=${isolate.limit.quota};w=${isolate.limit.windowMs / 1_000}`;
    headers.ratelimit = `"default";r=${verdict.remaining};t=${Math.ceil(verdict.resetMs / 1_000)}`;
  }
  for (const [name, value] of corsHeaders(isolate.config.CORS_ORIGINS, origin)) headers[name] = value;
  return headers;
}

/** Who asks: the address Cloudflare saw. Without one (locally) all are one client. */
function clientOf(c: Context<AppEnv>): string {
  return c.req.header("cf-connecting-ip") ?? "local";
}
