import { z } from "zod";
import { FeedError, type RequestPurpose } from "../feed.ts";
import { failureOfStatus, retryAfterMs } from "./refusal.ts";
import type { WeightBudget } from "./weight-budget.ts";

const BLOCKED_COOLDOWN_MS = 300_000;
const DOWN_COOLDOWN_MS = 30_000;
const DEFAULT_STOP_MS = { 429: 60_000, 418: 120_000 } as const;
const UNKNOWN_SYMBOL = -1121;
/** Twenty times the largest answer that we ask for. What does not say its length is bounded by its time alone. */
const MOST_BYTES = 8 * 1024 * 1024;

export interface RestOptions {
  readonly urls: readonly string[];
  readonly budget: WeightBudget;
  readonly fetch: typeof fetch;
  readonly now: () => number;
  readonly timeoutMs: number;
}

export interface RestRequest {
  /** Path and query, `/api/v3/...`. */
  readonly path: string;
  readonly weight: number;
  readonly purpose: RequestPurpose;
}

/** Sends a GET to the first host that serves it and returns the parsed JSON. @throws FeedError */
export type SendRequest = (request: RestRequest) => Promise<unknown>;

const ErrorBodySchema = z.object({ code: z.int(), msg: z.string() });

/**
 * REST requests with host fallback. A host that refused or failed goes to the end of the order for a
 * while. A failure that is about the request or about our address is thrown at once; only a host's own
 * failure leads to the next host.
 */
export function requestSender(options: RestOptions): SendRequest {
  const { urls, budget, now } = options;
  const avoidUntil = new Map<string, number>();

  function hosts(): readonly string[] {
    const avoided = (url: string) => (avoidUntil.get(url) ?? 0) > now();
    return [...urls.filter((url) => !avoided(url)), ...urls.filter(avoided)];
  }

  return async (request) => {
    const failures: FeedError[] = [];
    for (const url of hosts()) {
      await budget.spend(request.weight, request.purpose);
      try {
        const value = await get(`${url}${request.path}`, options);
        avoidUntil.delete(url);
        return value;
      } catch (error) {
        if (!(error instanceof FeedError)) throw error;
        if (error.failure !== "blocked" && error.failure !== "unavailable") throw error;
        const cooldown = error.failure === "blocked" ? BLOCKED_COOLDOWN_MS : DOWN_COOLDOWN_MS;
        avoidUntil.set(url, now() + cooldown);
        failures.push(error);
      }
    }
    const blocked = failures.every(({ failure }) => failure === "blocked");
    const details = failures.map(({ message }) => message).join("; ");
    throw new FeedError(blocked ? "blocked" : "unavailable", details);
  };
}

async function get(url: string, options: RestOptions): Promise<unknown> {
  const sentAt = options.now();
  const { status, headers, text } = await fetchText(url, options);
  const used = Number(headers.get("x-mbx-used-weight-1m") ?? Number.NaN);
  if (Number.isSafeInteger(used) && used >= 0) options.budget.noteUsed(used, sentAt);
  if (status === 200) return parseJson(text, url);
  const failure = failureOfStatus(status);
  const answer = ErrorBodySchema.safeParse(jsonOrNull(text)).data;
  const detail = `HTTP ${status} from ${new URL(url).host}${answer ? `: ${answer.code} ${answer.msg}` : ""}`;
  if (status === 429 || status === 418) {
    const waitMs = retryAfterMs(headers, options.now()) ?? DEFAULT_STOP_MS[status];
    await options.budget.stop(status, waitMs);
    throw new FeedError(failure, detail, waitMs);
  }
  if (failure === "rejected" && answer?.code === UNKNOWN_SYMBOL)
    throw new FeedError("unknown_symbol", detail);
  throw new FeedError(failure, detail, retryAfterMs(headers, options.now()));
}

/** The whole answer: a body left half read in an object can cost it its outgoing socket. */
async function fetchText(
  url: string,
  options: RestOptions,
): Promise<{ readonly status: number; readonly headers: Headers; readonly text: string }> {
  try {
    const response = await options.fetch(url, { signal: AbortSignal.timeout(options.timeoutMs) });
    if (Number(response.headers.get("content-length") ?? 0) > MOST_BYTES) {
      await response.body?.cancel();
      throw new Error(`more than ${MOST_BYTES} bytes`);
    }
    return { status: response.status, headers: response.headers, text: await response.text() };
  } catch (error) {
    const reason = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    throw new FeedError("unavailable", `no answer from ${new URL(url).host}: ${reason}`);
  }
}

function parseJson(text: string, url: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new FeedError("malformed", `not JSON from ${new URL(url).host}: ${text.slice(0, 160)}`);
  }
}

function jsonOrNull(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
