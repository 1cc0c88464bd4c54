import { HTTPException } from "hono/http-exception";
import { ERRORS, type ErrorCode, WickError } from "../contract/errors.ts";
import type { Problem } from "../contract/rest/problem.ts";

/** An expected failure that has more to tell than a problem holds (RFC 9457's extension members). */
export class ExtendedError extends WickError {
  readonly extension: Readonly<Record<string, unknown>>;

  constructor(error: WickError, extension: Readonly<Record<string, unknown>>) {
    super(error.code, error.message, { cause: error });
    this.extension = extension;
  }
}

/** An error as it is answered: the one place where codes become HTTP. */
export interface ProblemAnswer {
  readonly problem: Problem & Readonly<Record<string, unknown>>;
  readonly headers: Readonly<Record<string, string>>;
  /** True for what nobody expected: it is logged, and the answer says nothing of it. */
  readonly unexpected: boolean;
}

export function problemOf(error: unknown, requestId: string): ProblemAnswer {
  const known = expected(error);
  const code = known?.code ?? "internal";
  const { status, title } = ERRORS[code];
  const headers: Record<string, string> = {};
  if (known?.retryAfterMs !== undefined) {
    headers["retry-after"] = String(Math.max(1, Math.ceil(known.retryAfterMs / 1_000)));
  }
  if (code === "unauthorized") headers["www-authenticate"] = 'Bearer realm="wick"';
  return {
    problem: {
      type: `urn:wick:${code}`,
      title,
      status,
      code,
      detail: known?.detail ?? "The request failed; the log knows more under this requestId.",
      requestId,
      ...(known?.errors === undefined ? {} : { errors: [...known.errors] }),
      ...(error instanceof ExtendedError ? error.extension : {}),
    },
    headers,
    unexpected: known === undefined,
  };
}

interface Expected {
  readonly code: ErrorCode;
  readonly detail: string;
  readonly errors?: readonly { readonly path: string; readonly message: string }[] | undefined;
  readonly retryAfterMs?: number | undefined;
}

function expected(error: unknown): Expected | undefined {
  if (error instanceof WickError) {
    return {
      code: error.code,
      detail: error.message,
      errors: error.errors,
      retryAfterMs: error.retryAfterMs,
    };
  }
  if (error instanceof HTTPException) return fromHttpException(error);
  // A WickError that crossed an RPC boundary keeps its own properties, not its class.
  if (error instanceof Error && "code" in error && isErrorCode(error.code)) {
    const retryAfterMs =
      "retryAfterMs" in error && typeof error.retryAfterMs === "number" ? error.retryAfterMs : undefined;
    return { code: error.code, detail: error.message.replace(/^WickError: /, ""), retryAfterMs };
  }
  return undefined;
}

/** What the framework itself throws while it reads a body. */
function fromHttpException(error: HTTPException): Expected | undefined {
  switch (error.status) {
    case 400:
      return { code: "invalid_json", detail: "The body is not valid JSON." };
    case 413:
      return { code: "payload_too_large", detail: ERRORS.payload_too_large.title };
    case 415:
      return {
        code: "unsupported_media_type",
        detail: "The body must be JSON (Content-Type: application/json).",
      };
    default:
      return undefined;
  }
}

function isErrorCode(code: unknown): code is ErrorCode {
  return typeof code === "string" && Object.hasOwn(ERRORS, code);
}
