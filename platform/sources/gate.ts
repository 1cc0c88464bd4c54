import type { SourceCounts, SourceFailure } from "../../contract/market.ts";
import { afterFailure, type Breaker, CLOSED, stateOf } from "./breaker.ts";
import { type BudgetLimits, type BudgetUse, spend, UNUSED } from "./budget.ts";

const DEFAULT_WAIT_MS = 60_000;
/** A source that asks for more is asked again after this, and may say it again. */
const LONGEST_WAIT_MS = 60 * 60_000;

/** Requests of a UTC day, for the record. */
export interface DayUse {
  readonly day: string;
  readonly requests: number;
  readonly failures: number;
  readonly rateLimited: number;
}

/** All that is known of a source's ways: plain data that survives its object. Times by the machine's clock. */
export interface Gate {
  readonly budget: BudgetUse;
  readonly breaker: Breaker;
  /** The source told us to wait until then; 0 when it did not. */
  readonly waitUntil: number;
  readonly counts: SourceCounts;
  readonly today: DayUse;
  readonly latencyMs: number | null;
  readonly lastOkAt: number | null;
  readonly lastFailureAt: number | null;
  readonly lastFailure: SourceFailure | null;
}

export const NO_COUNTS: SourceCounts = { requests: 0, failures: 0, rateLimited: 0, timeouts: 0, badRows: 0 };

export const NEW_GATE: Gate = {
  budget: UNUSED,
  breaker: CLOSED,
  waitUntil: 0,
  counts: NO_COUNTS,
  today: { day: "", requests: 0, failures: 0, rateLimited: 0 },
  latencyMs: null,
  lastOkAt: null,
  lastFailureAt: null,
  lastFailure: null,
};

/**
 * Lets one request through, or says why not. @param limits null where somebody else counts.
 */
export function admit(gate: Gate, limits: BudgetLimits | null, now: number): Gate | SourceFailure {
  if (now < gate.waitUntil) return "rate_limited";
  if (stateOf(gate.breaker, now) === "open") return "breaker_open";
  const budget = limits === null ? gate.budget : spend(gate.budget, limits, now);
  if (budget === null) return "over_budget";
  return {
    ...gate,
    budget,
    counts: { ...gate.counts, requests: gate.counts.requests + 1 },
    today: added(gate.today, now, { requests: 1 }),
  };
}

/** The gate after a good answer. */
export function succeeded(gate: Gate, now: number, latencyMs: number, badRows: number): Gate {
  return {
    ...gate,
    breaker: CLOSED,
    waitUntil: 0,
    counts: { ...gate.counts, badRows: gate.counts.badRows + badRows },
    latencyMs,
    lastOkAt: now,
  };
}

/** The gate after a failed request. A coin that is not known is an answer, and no failure. */
export function failed(gate: Gate, failure: SourceFailure, retryAfterMs: number | null, now: number): Gate {
  if (failure === "not_found") return { ...gate, breaker: CLOSED, lastOkAt: now };
  const limited = failure === "rate_limited";
  const waitMs = Math.min(LONGEST_WAIT_MS, retryAfterMs ?? DEFAULT_WAIT_MS);
  return {
    ...gate,
    // To be told to wait is no breakdown; when it is over, it is over.
    breaker: limited ? gate.breaker : afterFailure(gate.breaker, now, failure === "refused"),
    waitUntil: limited ? Math.max(gate.waitUntil, now + waitMs) : gate.waitUntil,
    counts: {
      ...gate.counts,
      failures: gate.counts.failures + 1,
      rateLimited: gate.counts.rateLimited + (limited ? 1 : 0),
      timeouts: gate.counts.timeouts + (failure === "timeout" ? 1 : 0),
    },
    today: added(gate.today, now, { failures: 1, rateLimited: limited ? 1 : 0 }),
    lastFailureAt: now,
    lastFailure: failure,
  };
}

function added(today: DayUse, now: number, more: Partial<Omit<DayUse, "day">>): DayUse {
  const day = new Date(now).toISOString().slice(0, 10);
  const base = today.day === day ? today : { day, requests: 0, failures: 0, rateLimited: 0 };
  return {
    day,
    requests: base.requests + (more.requests ?? 0),
    failures: base.failures + (more.failures ?? 0),
    rateLimited: base.rateLimited + (more.rateLimited ?? 0),
  };
}
