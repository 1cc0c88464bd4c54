import type { Context, NotFoundHandler } from "hono";
import { WickError } from "../../contract/errors.ts";
import type { AppEnv } from "../app-env.ts";
import { problemResponse } from "../problem-response.ts";
import { preflightHeaders } from "./cors.ts";
import { type Listening, methodTable } from "./methods.ts";

/**
 * What no route took: OPTIONS of a path that exists, a wrong method, or nothing at all.
 * @param routes read at the first use, when all of them are there.
 */
export function notFound(routes: () => readonly Listening[]): NotFoundHandler<AppEnv> {
  let methodsOf: ((path: string) => readonly string[]) | undefined;
  return (c: Context<AppEnv>) => {
    methodsOf ??= methodTable(routes());
    const methods = methodsOf(c.req.path);
    if (methods.length === 0)
      return problemResponse(c, new WickError("not_found", `There is no ${c.req.path}.`));
    const headers = new Headers({ allow: methods.join(", ") });
    if (c.req.method !== "OPTIONS") {
      const response = problemResponse(
        c,
        new WickError("method_not_allowed", `${c.req.method} is not allowed here: ${methods.join(", ")}.`),
      );
      response.headers.set("allow", methods.join(", "));
      return response;
    }
    if (c.req.header("access-control-request-method") !== undefined) {
      for (const [name, value] of preflightHeaders(methods)) headers.set(name, value);
    }
    return new Response(null, { status: 204, headers });
  };
}
