/**
 * The page's policy, also of /docs and /redoc: our own files only, no inline script. Swagger UI and Redoc
 * write style elements, which is why styles alone may be inline.
 */
export const PAGE_CSP = [
  "default-src 'self'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "font-src 'self'",
  "connect-src 'self' ws: wss:",
  "worker-src 'self' blob:",
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join("; ");

/** Data is not a document: nothing may run or be framed from it. */
const DATA_CSP = "default-src 'none'; frame-ancestors 'none'";

/** On every answer. Made once an isolate. */
export function securityHeaders(production: boolean): Readonly<Record<string, string>> {
  return {
    "content-security-policy": DATA_CSP,
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    ...(production ? { "strict-transport-security": "max-age=31536000; includeSubDomains" } : {}),
  };
}
