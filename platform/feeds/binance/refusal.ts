import type { FeedFailure } from "../feed.ts";

/** What an HTTP status of the exchange means, for REST and for a WebSocket handshake alike [FEED-20]. */
export function failureOfStatus(status: number): FeedFailure {
  if (status === 451 || status === 403) return "blocked";
  if (status === 418) return "banned";
  if (status === 429) return "rate_limited";
  return status >= 400 && status < 500 ? "rejected" : "unavailable";
}

/** The longest ban that the exchange gives. Whoever says more (a proxy, a mistake) must not stop us for years. */
const LONGEST_MS = 3 * 86_400_000;

/** `Retry-After` in ms, three days at most, from seconds or an HTTP date; null where absent or unreadable. */
export function retryAfterMs(headers: Headers, now: number): number | null {
  const text = headers.get("retry-after")?.trim();
  if (text === undefined || text === "") return null;
  if (/^\d{1,9}$/.test(text)) return Math.min(LONGEST_MS, Number(text) * 1_000);
  const date = Date.parse(text);
  return Number.isNaN(date) ? null : Math.min(LONGEST_MS, Math.max(0, date - now));
}
