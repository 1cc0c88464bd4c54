import type { z } from "zod";
import type { SourceFailure } from "../../contract/market.ts";
import { retryAfterMs } from "../feeds/binance/refusal.ts";
import { parseJsonText } from "./json-text.ts";
import { SourceError } from "./source.ts";

/** More than any answer we ask for; beyond it nothing is read. */
const MAX_BYTES = 4 * 1024 * 1024;

export interface HttpSource {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly fetch: typeof fetch;
  readonly now: () => number;
}

/**
 * GETs JSON whose numbers stay text. Redirects are not followed: an API that moved is one to look at.
 * @throws SourceError
 */
export async function getJson(source: HttpSource, path: string, timeoutMs: number): Promise<unknown> {
  const signal = AbortSignal.timeout(timeoutMs);
  try {
    const response = await source.fetch(`${source.url}${path}`, {
      // Some of them refuse whoever has no name.
      headers: { accept: "application/json", "user-agent": "wick/0.1", ...source.headers },
      redirect: "manual",
      signal,
    });
    if (response.status !== 200) {
      await response.body?.cancel().catch(() => {});
      throw refusal(response.status, retryAfterMs(response.headers, source.now()));
    }
    return parsed(await boundedText(response));
  } catch (error) {
    if (error instanceof SourceError) throw error;
    if (signal.aborted) throw new SourceError("timeout", `no whole answer within ${timeoutMs} ms`);
    throw new SourceError("unreachable", error instanceof Error ? error.message : String(error));
  }
}

/** What the answer says in the shape of `schema`. @throws SourceError malformed */
export function shaped<S extends z.ZodType>(schema: S, answer: unknown): z.output<S> {
  const result = schema.safeParse(answer);
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  throw new SourceError(
    "malformed",
    `${issue?.path.join(".") ?? ""}: ${issue?.message ?? "not the documented shape"}`,
  );
}

function refusal(status: number, retryAfter: number | null): SourceError {
  return new SourceError(failureOf(status), `HTTP ${status}`, retryAfter);
}

function failureOf(status: number): SourceFailure {
  if (status === 429 || status === 418) return "rate_limited";
  if (status === 401 || status === 403 || status === 451) return "refused";
  if (status === 404) return "not_found";
  if (status >= 500) return "unavailable";
  return status >= 400 ? "rejected" : "malformed";
}

function parsed(text: string): unknown {
  try {
    return parseJsonText(text);
  } catch {
    throw new SourceError("malformed", `not JSON: ${text.slice(0, 80)}`);
  }
}

async function boundedText(response: Response): Promise<string> {
  const reader = response.body?.getReader();
  if (reader === undefined) return "";
  const decoder = new TextDecoder();
  let text = "";
  let bytes = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return text + decoder.decode();
    bytes += value.byteLength;
    if (bytes > MAX_BYTES) {
      await reader.cancel().catch(() => {});
      throw new SourceError("malformed", `more than ${MAX_BYTES} bytes`);
    }
    text += decoder.decode(value, { stream: true });
  }
}
