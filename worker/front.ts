import type { Env } from "../platform/env.ts";
import { knownIsolate } from "./isolate.ts";
import { answerHeaders, clientOf } from "./middleware/answer-headers.ts";
import { requestIdOf } from "./middleware/request-id.ts";
import { pageKey, pageResponse } from "./respond.ts";

/**
 * The shortest way: a GET whose answer is cached and fresh needs no router, no context and no middleware.
 * What this leaves out, the app does in the same way (middleware/door.ts).
 * @returns undefined where the app has to answer, also to a client beyond its rate.
 */
export function answerFromCache(request: Request, env: Env): Response | undefined {
  if (request.method !== "GET") return undefined;
  const isolate = knownIsolate(env);
  const page = isolate?.pages.fresh(pageKey(request.url));
  if (isolate === undefined || page === undefined) return undefined;
  const asked = request.headers;
  const { limit } = isolate;
  const verdict = limit.quota > 0 ? limit.take(clientOf(asked.get("cf-connecting-ip"))) : undefined;
  if (verdict?.allowed === false) return undefined;
  const requestId = requestIdOf(asked.get("x-request-id"), () => crypto.randomUUID());
  const headers = answerHeaders(isolate, requestId, verdict, asked.get("origin"));
  headers["server-timing"] = 'cache;desc="hit"';
  const response = pageResponse(page, asked.get("if-none-match"), headers);
  isolate.http.count("GET", page.route, response.status, 0);
  return response;
}
