import { formatDuration } from "./time.ts";

const DAY_MS = 86_400_000;

/** How long ago: `now`, `12 s ago`, `3 h ago`, `5 days ago`. A moment to come is `now`. */
export function formatAge(ms: number): string {
  if (ms < 1_000) return "now";
  return `${lengthOf(ms)} ago`;
}

/** How soon: `due`, `in 40 s`, `in 3 h`, `in 2 days`. */
export function formatWait(ms: number): string {
  if (ms <= 0) return "due";
  return `in ${lengthOf(Math.max(1_000, ms))}`;
}

function lengthOf(ms: number): string {
  if (ms >= 2 * DAY_MS) return `${Math.floor(ms / DAY_MS)} days`;
  if (ms < 10_000) return `${Math.round(ms / 1_000)} s`;
  return formatDuration(ms);
}
