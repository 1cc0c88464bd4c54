import { ERRORS, type ErrorCode } from "../../contract/errors.ts";

interface ProblemExtras {
  readonly detail?: string;
  readonly retryAfterS?: number;
  readonly errors?: readonly { readonly path: string; readonly message: string }[];
}

/** A relay's refusal as problem+json (RFC 9457); the worker that passes it on adds the request's id. */
export function problem(code: ErrorCode, extras: ProblemExtras = {}): Response {
  const { status, title } = ERRORS[code];
  const { detail, errors, retryAfterS } = extras;
  const headers = new Headers({ "Content-Type": "application/problem+json" });
  if (retryAfterS !== undefined) headers.set("Retry-After", String(retryAfterS));
  const body = { type: "about:blank", title, status, code, detail, errors };
  return new Response(JSON.stringify(body), { status, headers });
}
