/** Headers a script of an allowed origin may read besides the simple ones. */
const EXPOSED = "ETag, RateLimit, RateLimit-Policy, Retry-After, Server-Timing, X-Request-Id";
const ALLOWED_REQUEST_HEADERS =
  "Authorization, Content-Type, Content-Encoding, Idempotency-Key, If-None-Match, Last-Event-ID, X-API-Key, X-Request-Id";
const PREFLIGHT_MAX_AGE_S = "7200";

type HeaderPairs = readonly (readonly [string, string])[];

/**
 * CORS by configuration: a list of origins, or `*` for any. Keys travel in headers, never in cookies, so
 * credentials are not allowed.
 * @returns the header pairs for an answer; none where the origin is not allowed.
 */
export function corsHeaders(origins: readonly string[], origin: string | null | undefined): HeaderPairs {
  if (origins.length === 0) return [];
  if (origins.includes("*")) {
    return [
      ["access-control-allow-origin", "*"],
      ["access-control-expose-headers", EXPOSED],
    ];
  }
  // The answer depends on the origin even when this one gets nothing: a shared cache must know.
  if (origin === null || origin === undefined || !origins.includes(origin)) return [["vary", "Origin"]];
  return [
    ["access-control-allow-origin", origin],
    ["access-control-expose-headers", EXPOSED],
    ["vary", "Origin"],
  ];
}

/** What a preflight is told besides, when its origin is allowed. */
export function preflightHeaders(methods: readonly string[]): HeaderPairs {
  return [
    ["access-control-allow-methods", methods.join(", ")],
    ["access-control-allow-headers", ALLOWED_REQUEST_HEADERS],
    ["access-control-max-age", PREFLIGHT_MAX_AGE_S],
  ];
}
