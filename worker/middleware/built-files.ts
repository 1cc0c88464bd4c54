import type { MiddlewareHandler } from "hono";
import type { AppEnv } from "../app-env.ts";

/**
 * The page's built files, whose names are hashes of their content. What is not there is answered with the page
 * (a deep link has no file either), and with the headers of its path: a script of another deploy would be kept
 * as HTML, immutable for a year. So such an answer is none.
 */
export const builtFiles: MiddlewareHandler<AppEnv> = async (c, next) => {
  if (c.req.method !== "GET" && c.req.method !== "HEAD") return await next();
  const file = await c.env.ASSETS.fetch(c.req.raw);
  if (file.headers.get("content-type")?.startsWith("text/html")) return await next();
  // The headers of a fetched answer are fixed; ours must still be set on it.
  return new Response(file.body, file);
};
