import { errorText } from "../telemetry/log.ts";
import { signMessage } from "./signature.ts";

/** How long a receiver may take, and how much of its answer is kept for the log. */
const TIMEOUT_MS = 10_000;
const KEPT_CHARACTERS = 500;
const MOST_RETRY_AFTER_MS = 24 * 3_600_000;

export interface WebhookMessage {
  /** The same in every attempt: receivers know repeats by it. */
  readonly id: string;
  readonly body: string;
}

/** What came of one attempt. `gone`: the receiver wants nothing more (410). */
export type Attempt =
  | { readonly outcome: "delivered" | "gone"; readonly status: number; readonly answer: string }
  | {
      readonly outcome: "failed";
      /** Null: there was no answer. */
      readonly status: number | null;
      readonly answer: string;
      /** What the receiver asked to wait; null where it did not. */
      readonly retryAfterMs: number | null;
    };

/**
 * Sends a message once. Redirects are not followed: where messages go is configured, not told by an answer.
 * @param nowMs the time that is signed.
 * @param timeoutMs for all of it: connecting, waiting, and reading the answer.
 */
export async function sendWebhook(
  target: { readonly url: string; readonly secret: string },
  { id, body }: WebhookMessage,
  nowMs: number,
  timeoutMs = TIMEOUT_MS,
): Promise<Attempt> {
  const timestamp = Math.floor(nowMs / 1_000);
  const headers = {
    "Content-Type": "application/json",
    "User-Agent": "Wick",
    "webhook-id": id,
    "webhook-timestamp": String(timestamp),
    "webhook-signature": await signMessage(target.secret, { id, timestamp, body }),
  };
  try {
    const signal = AbortSignal.timeout(timeoutMs);
    const response = await fetch(target.url, { method: "POST", headers, body, redirect: "manual", signal });
    const { status } = response;
    const answer = await beginning(response);
    if (status >= 200 && status < 300) return { outcome: "delivered", status, answer };
    if (status === 410) return { outcome: "gone", status, answer };
    return { outcome: "failed", status, answer, retryAfterMs: retryAfter(response.headers) };
  } catch (error) {
    return { outcome: "failed", status: null, answer: errorText(error), retryAfterMs: null };
  }
}

/** The first characters of an answer; the rest is left unread. */
async function beginning(response: Response): Promise<string> {
  if (response.body === null) return "";
  const reader = response.body.getReader();
  const decoder = new TextDecoder();
  let text = "";
  try {
    while (text.length < KEPT_CHARACTERS) {
      const { done, value } = await reader.read();
      if (done) break;
      text += decoder.decode(value, { stream: true });
    }
  } catch {
    // The status has been told; what else it says is for the log alone.
  }
  await reader.cancel().catch(() => {});
  return text.slice(0, KEPT_CHARACTERS);
}

function retryAfter(headers: Headers): number | null {
  const seconds = Number(headers.get("Retry-After") ?? Number.NaN);
  return seconds > 0 ? Math.min(seconds * 1_000, MOST_RETRY_AFTER_MS) : null;
}
