import type { z } from "@hono/zod-openapi";
import { ProblemSchema } from "../../contract/rest/problem.ts";

/** A JSON answer and, for every other status, the problem: the shape of nearly every route. */
export function jsonOr<S extends z.ZodType>(schema: S, description: string) {
  return {
    200: { description, content: { "application/json": { schema } } },
    default: {
      description: "What went wrong, as a problem (RFC 9457)",
      content: { "application/problem+json": { schema: ProblemSchema } },
    },
  } as const;
}

/** How an API key is sent; declared in app.ts. */
export const KEY_SECURITY = [{ bearer: [] }, { apiKey: [] }];
