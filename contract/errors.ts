/** Every error code of Wick: its HTTP status and title. Clients branch on the code, never on the text. */
export const ERRORS = {
  invalid_input: { status: 400, title: "The request is not valid" },
  invalid_json: { status: 400, title: "The body is not valid JSON" },
  unauthorized: { status: 401, title: "A valid API key is needed" },
  forbidden: { status: 403, title: "The API key lacks the scope" },
  not_found: { status: 404, title: "There is no such resource" },
  unknown_symbol: { status: 404, title: "There is no such symbol" },
  unknown_channel: { status: 404, title: "There is no such channel" },
  method_not_allowed: { status: 405, title: "The method is not allowed here" },
  exchange_fed: { status: 409, title: "The symbol is fed by an exchange" },
  job_running: { status: 409, title: "The job is running already" },
  idempotency_conflict: { status: 409, title: "The Idempotency-Key was used with another body" },
  request_running: { status: 409, title: "The same request is under way" },
  limit_reached: { status: 409, title: "There are as many as there may be" },
  not_empty: { status: 409, title: "The app has data already" },
  backup_damaged: { status: 422, title: "The backup is damaged" },
  payload_too_large: { status: 413, title: "The body is too large" },
  unsupported_media_type: { status: 415, title: "The content type or encoding is not supported" },
  upgrade_required: { status: 426, title: "A WebSocket upgrade is needed" },
  rate_limited: { status: 429, title: "Too many requests" },
  too_many_channels: { status: 400, title: "Too many channels" },
  bad_frame: { status: 400, title: "The frame is not valid" },
  internal: { status: 500, title: "Something went wrong on our side" },
  exchange_unavailable: { status: 503, title: "The exchange does not answer" },
  unavailable: { status: 503, title: "The service is not available right now" },
} as const satisfies Record<string, { status: number; title: string }>;

export type ErrorCode = keyof typeof ERRORS;

/** An expected failure. Anything else that is thrown is a bug and is answered opaquely. */
export class WickError extends Error {
  readonly code: ErrorCode;
  readonly errors: readonly { readonly path: string; readonly message: string }[] | undefined;
  readonly retryAfterMs: number | undefined;

  constructor(
    code: ErrorCode,
    detail?: string,
    options: {
      errors?: readonly { path: string; message: string }[];
      retryAfterMs?: number;
      cause?: unknown;
    } = {},
  ) {
    super(detail ?? ERRORS[code].title, { cause: options.cause });
    this.name = "WickError";
    this.code = code;
    this.errors = options.errors;
    this.retryAfterMs = options.retryAfterMs;
  }
}
