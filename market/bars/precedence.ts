import type { Bar } from "./bar.ts";

/**
 * Which of two final bars of the same time counts: the one of the higher precedence. A newer revision comes before an
 * older one; of one revision, what a hub made comes before a kline that was only read over REST, which tells no ids.
 * `upsertBars` goes by the same rule.
 */
export function precedenceOf({
  revision,
  source,
  firstId,
}: Pick<Bar, "revision" | "source" | "firstId">): number {
  return 2 * revision + (source === "kline" && firstId === null ? 0 : 1);
}
