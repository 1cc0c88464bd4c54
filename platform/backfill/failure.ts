import type { FeedError } from "../feeds/feed.ts";
import type { Backfill } from "./rows.ts";

const FIRST_WAIT_MS = 1_000;
const MOST_WAIT_MS = 300_000;
/** Answers in a row that cannot be understood, before a person has to look. */
const MOST_MALFORMED = 20;

/** What follows from an exchange's failure: a wait, or the end. */
export type Consequence =
  | { readonly kind: "wait"; readonly ms: number; readonly failures: number }
  | { readonly kind: "end" };

/** Decided by the failure's class alone. An exchange that is away is waited for as long as it takes. */
export function consequenceOf(error: FeedError, { failures }: Pick<Backfill, "failures">): Consequence {
  switch (error.failure) {
    case "rate_limited":
    case "banned":
      // Not a failure: the budget is for others, or used up.
      return { kind: "wait", ms: Math.max(FIRST_WAIT_MS, error.retryAfterMs ?? 60_000), failures };
    case "blocked":
      return { kind: "wait", ms: MOST_WAIT_MS, failures: failures + 1 };
    case "malformed":
      if (failures >= MOST_MALFORMED) return { kind: "end" };
      return { kind: "wait", ms: backoff(failures), failures: failures + 1 };
    case "unavailable":
      return {
        kind: "wait",
        ms: Math.max(backoff(failures), error.retryAfterMs ?? 0),
        failures: failures + 1,
      };
    case "unknown_symbol":
    case "rejected":
      return { kind: "end" };
    default:
      return error.failure satisfies never;
  }
}

function backoff(failures: number): number {
  return Math.min(MOST_WAIT_MS, FIRST_WAIT_MS * 2 ** Math.min(failures, 20));
}
