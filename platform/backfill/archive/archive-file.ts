import { FeedError } from "../../feeds/feed.ts";
import { BadArchive } from "./zip.ts";

/** A month of 1m bars is some 2 MB; nothing that is ten times as big is one. */
const MOST_BYTES = 24 * 1024 * 1024;
const TIMEOUT_MS = 60_000;

/**
 * Fetches a file of the archive and holds it to the checksum beside it, where there is one.
 * @returns undefined where the archive does not have it.
 * @throws FeedError `unavailable`; BadArchive when it is too big, or not what the checksum says.
 */
export async function fetchArchive(
  fetcher: typeof fetch,
  url: string,
): Promise<Uint8Array<ArrayBuffer> | undefined> {
  const archive = await get(fetcher, url);
  if (archive === undefined) return undefined;
  const sums = await get(fetcher, `${url}.CHECKSUM`);
  if (sums === undefined) return archive;
  const wanted = new TextDecoder().decode(sums).trim().split(/\s+/)[0]?.toLowerCase();
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", archive));
  const found = Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
  if (found !== wanted) throw new BadArchive(`its checksum is not ${wanted}`);
  return archive;
}

async function get(fetcher: typeof fetch, url: string): Promise<Uint8Array<ArrayBuffer> | undefined> {
  const { host } = new URL(url);
  let response: Response;
  try {
    response = await fetcher(url, { signal: AbortSignal.timeout(TIMEOUT_MS) });
  } catch (error) {
    throw new FeedError("unavailable", `no answer from ${host}: ${String(error)}`);
  }
  if (response.status === 404) {
    await response.body?.cancel();
    return undefined;
  }
  if (response.status !== 200 || response.body === null) {
    await response.body?.cancel();
    throw new FeedError("unavailable", `HTTP ${response.status} from ${host}`);
  }
  return await bounded(response.body, host);
}

async function bounded(body: ReadableStream<Uint8Array>, host: string): Promise<Uint8Array<ArrayBuffer>> {
  const parts: Uint8Array[] = [];
  let length = 0;
  const reader = body.getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) break;
      length += value.length;
      if (length > MOST_BYTES) throw new BadArchive(`more than ${MOST_BYTES} bytes`);
      parts.push(value);
    }
  } catch (error) {
    await reader.cancel().catch(() => {});
    if (error instanceof BadArchive) throw error;
    throw new FeedError("unavailable", `the answer of ${host} broke off: ${String(error)}`);
  }
  const whole = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
