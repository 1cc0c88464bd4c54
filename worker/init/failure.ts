import { WickError } from "../../contract/errors.ts";
import { FeedError, type FeedFailure } from "../../platform/feeds/feed.ts";
import { errorText } from "../../platform/telemetry/log.ts";

const EXCHANGE: Record<FeedFailure, string> = {
  blocked: "the exchange refuses this region or address",
  banned: "the exchange has banned this address for a while",
  rate_limited: "the exchange wants fewer requests",
  unavailable: "the exchange does not answer",
  unknown_symbol: "the exchange does not know the symbol",
  malformed: "the exchange answers in a form that is not its own",
  rejected: "the exchange refuses the request",
};

/** A failure in words for the person who waits. */
export function plainError(error: unknown): string {
  if (error instanceof FeedError) return EXCHANGE[error.failure];
  if (error instanceof WickError) return error.message;
  return errorText(error);
}

/** Whether asking again cannot help: the failure is about what is asked. */
export function isFinal(error: unknown): boolean {
  return error instanceof FeedError && (error.failure === "unknown_symbol" || error.failure === "rejected");
}

/** How long to wait before a failed step is tried again: longer with each failure in a row. */
export function waitAfter(error: unknown, failures: number): number {
  const told = error instanceof FeedError || error instanceof WickError ? (error.retryAfterMs ?? 0) : 0;
  return Math.max(told, Math.min(MOST_MS, FIRST_MS * 2 ** (failures - 1)));
}

const FIRST_MS = 1_000;
const MOST_MS = 60_000;

/** Failures in a row after which a task is given up: some five minutes of trying. */
export const MOST_FAILURES = 10;
