import type { Context, TypedResponse } from "hono";
import { routePath } from "hono/route";
import type { JSONParsed } from "hono/utils/types";
import { WickError } from "../contract/errors.ts";
import { withDeadline } from "../platform/deadline.ts";
import type { AppEnv } from "./app-env.ts";
import { etagMatches, etagOf } from "./cache/etag.ts";
import type { Loaded, Page, PagePolicy } from "./cache/page-cache.ts";

export const JSON_TYPE = "application/json";
export const CSV_TYPE = "text/csv; charset=utf-8";

/** An answer that is JSON text of the shape T. The text is written by hand where digits must be exact. */
export type JsonAnswer<T> = Response & TypedResponse<JSONParsed<T>, 200, "json">;

/** `T` is a promise of the caller's: the one place where text we wrote is called its type. */
function asJson<T>(response: Response): JsonAnswer<T> {
  return response as JsonAnswer<T>;
}

/** Cache-Control by what an answer is made of. */
export const CACHE_CONTROL = {
  /** Closed and final for long: it will not change any more. */
  immutable: "public, max-age=31536000, immutable",
  /** Final, but young enough to be corrected. */
  closed: "public, max-age=5",
  /** Holds a forming bar or a live price. */
  forming: "public, max-age=1",
  /** Rarely changing descriptions. */
  stable: "public, max-age=60",
  none: "no-store",
} as const;

export interface Text {
  readonly text: string;
  readonly contentType?: string;
  readonly cacheControl: string;
  readonly policy: PagePolicy;
}

/** Longer than every store's own patience: beyond it something does not answer at all. */
const LOAD_MS = 30_000;
const tooLate = () => new WickError("unavailable", "This took too long.", { retryAfterMs: 5_000 });

const encoder = new TextEncoder();

function loadedFrom(c: Context<AppEnv>, text: Text): Loaded {
  const body = encoder.encode(text.text);
  const page: Page = {
    body,
    contentType: text.contentType ?? JSON_TYPE,
    cacheControl: text.cacheControl,
    etag: etagOf(body),
    route: routePath(c, -1),
  };
  return { page, policy: text.policy };
}

/** The key of a cached answer: path and query as they were asked, without the host. */
export function pageKey(url: string): string {
  return url.slice(url.indexOf("/", 8));
}

/**
 * The key of a route's answer: as `pageKey`, in one spelling of the path, and without the parameters that the route
 * does not know. Nobody makes the loader run again for the same answer by adding some.
 */
function knownKey(c: Context<AppEnv>): string {
  const path = c.req.path.replace(/\/$/, "");
  const start = c.req.url.indexOf("?");
  if (start < 0) return path;
  // Which query has been validated here is the route's affair: to this context's type there is none.
  const known: object = c.req.valid("query" as never) ?? {};
  const asked = c.req.url.slice(start + 1).split("&");
  // By the decoded name, as the route reads it: `%6Cimit` is `limit`.
  const kept = asked.filter((pair) =>
    [...new URLSearchParams(pair).keys()].some((name) => Object.hasOwn(known, name)),
  );
  return kept.length === 0 ? path : `${path}?${kept.join("&")}`;
}

/**
 * Answers from the isolate's cache, or with what `load` writes: for GET routes whose answer depends on the
 * URL alone. @throws what `load` throws.
 */
export async function servePage<T>(c: Context<AppEnv>, load: () => Promise<Text>): Promise<JsonAnswer<T>> {
  const page = await c.var.isolate.pages.get(
    knownKey(c),
    async () => loadedFrom(c, await withDeadline(load(), LOAD_MS, tooLate)),
    (work) => c.executionCtx.waitUntil(work),
  );
  return asJson<T>(pageResponse(page, c.req.header("if-none-match"), {}));
}

/** A page as an answer: 304 where the asker has it. `headers` is taken over and extended. */
export function pageResponse(
  page: Page,
  ifNoneMatch: string | null | undefined,
  headers: Record<string, string>,
): Response {
  headers.etag = page.etag;
  headers["cache-control"] = page.cacheControl;
  if (ifNoneMatch && etagMatches(ifNoneMatch, page.etag)) {
    return new Response(null, { status: 304, headers });
  }
  headers["content-type"] = page.contentType;
  return new Response(page.body, { headers });
}

/**
 * A file where a route's JSON was asked for in another format. Typed as that JSON: a typed client asks for no files.
 */
export function fileAnswer<T>(
  body: ReadableStream<Uint8Array> | Uint8Array,
  file: { readonly name: string; readonly contentType: string },
): JsonAnswer<T> {
  return asJson<T>(
    new Response(body, {
      headers: {
        "content-type": file.contentType,
        "content-disposition": `attachment; filename="${file.name}"`,
        "cache-control": CACHE_CONTROL.none,
      },
    }),
  );
}

/** JSON text that is not cached. */
export function jsonText<T>(text: string, cacheControl: string = CACHE_CONTROL.none): JsonAnswer<T> {
  return asJson<T>(
    new Response(text, { headers: { "content-type": JSON_TYPE, "cache-control": cacheControl } }),
  );
}

/** A value as JSON that is not cached. */
export function json<T>(value: T): JsonAnswer<T> {
  return jsonText<T>(JSON.stringify(value));
}
