/** Failures in a row that open it. */
const THRESHOLD = 3;
const FIRST_OPEN_MS = 60_000;
const LONGEST_OPEN_MS = 30 * 60_000;

/** Plain data; times are ms on the machine's clock. */
export interface Breaker {
  /** Failures in a row. */
  readonly failures: number;
  /** Nothing is asked before; 0 when it is closed. */
  readonly openUntil: number;
}

export const CLOSED: Breaker = { failures: 0, openUntil: 0 };

/** Open: nobody asks. Half open: one may ask, and its luck decides. */
export function stateOf(breaker: Breaker, now: number): "closed" | "open" | "half_open" {
  if (breaker.openUntil === 0) return "closed";
  return now < breaker.openUntil ? "open" : "half_open";
}

/**
 * The breaker after a failure: open from the third in a row on, twice as long with each that follows, up to half
 * an hour. @param atOnce opens it for the longest: a key or a region that is refused stays so for a while.
 */
export function afterFailure(breaker: Breaker, now: number, atOnce: boolean): Breaker {
  const failures = breaker.failures + 1;
  if (atOnce) return { failures, openUntil: now + LONGEST_OPEN_MS };
  if (failures < THRESHOLD) return { failures, openUntil: 0 };
  const openMs = Math.min(LONGEST_OPEN_MS, FIRST_OPEN_MS * 2 ** Math.min(10, failures - THRESHOLD));
  return { failures, openUntil: now + openMs };
}
