import type { Context } from "hono";
import { errorText, log } from "../platform/telemetry/log.ts";
import type { AppEnv } from "./app-env.ts";
import { problemOf } from "./problem.ts";

/** Any error as a response; what nobody expected is logged with the request's id. */
export function problemResponse(c: Context<AppEnv>, error: unknown): Response {
  // Undefined only where the door itself failed, on a bad configuration.
  const requestId: string = c.get("requestId") ?? "unknown";
  const { problem, headers, unexpected } = problemOf(error, requestId);
  if (unexpected) {
    log({
      event: "request_failed",
      requestId,
      method: c.req.method,
      path: c.req.path,
      error: errorText(error),
      stack: error instanceof Error ? error.stack : undefined,
    });
  }
  return new Response(JSON.stringify(problem), {
    status: problem.status,
    headers: { "content-type": "application/problem+json", "cache-control": "no-store", ...headers },
  });
}
