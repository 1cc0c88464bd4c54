import type { WeightLease, WeightReport, WeightStats } from "../../contract/rpc.ts";

/** What weight is leased for, most urgent first; `read` is on behalf of readers, who may be anybody. */
export type WeightPurpose = "live" | "seed" | "repair" | "read";

const MINUTE_MS = 60_000;

/** The exchange's limit of request weight a calendar minute and address. */
export const LIMIT_1M = 6_000;

/**
 * Up to which use of the limit each purpose may still lease. The last fifth is never leased: other
 * programs may share the address, and its count is known only after an answer.
 */
const CEILING: Readonly<Record<WeightPurpose, number>> = {
  live: LIMIT_1M * 0.8,
  seed: LIMIT_1M * 0.6,
  repair: LIMIT_1M * 0.3,
  read: LIMIT_1M * 0.6,
};

/** What readers may lease by themselves: however many they are, every other purpose has something left. */
const READERS_1M = LIMIT_1M * 0.2;

/** The wait after a 429 or 418 that does not say how long. */
const DEFAULT_STOP_MS = { 429: MINUTE_MS, 418: 2 * MINUTE_MS } as const;

/** Everything a ledger knows; plain data. Times are ms on the machine's clock. */
export interface Ledger {
  /** Index of the calendar minute that the counts belong to. */
  readonly minute: number;
  readonly leased: number;
  /** The part of it that readers have. */
  readonly leasedByReaders: number;
  /** Use by others behind the same address, as far as the exchange's answers have shown it. */
  readonly foreign: number;
  readonly stoppedUntil: number;
  /** 429 and 418 answers since the ledger started. */
  readonly rateLimited: number;
  readonly banned: number;
}

/** A fresh ledger; `stoppedUntil` is that of a ban which is still on, or 0. */
export function newLedger(stoppedUntil: number): Ledger {
  return { minute: 0, leased: 0, leasedByReaders: 0, foreign: 0, stoppedUntil, rateLimited: 0, banned: 0 };
}

/** The ledger in the minute of `now`: the exchange counts by calendar minute, so the counts start anew. */
function at(ledger: Ledger, now: number): Ledger {
  const minute = Math.floor(now / MINUTE_MS);
  return minute === ledger.minute ? ledger : { ...ledger, minute, leased: 0, leasedByReaders: 0, foreign: 0 };
}

/** Grants as much of `weight` as `purpose` may still have in this minute. */
export function lease(
  ledger: Ledger,
  weight: number,
  purpose: WeightPurpose,
  now: number,
): { readonly ledger: Ledger; readonly lease: WeightLease } {
  const current = at(ledger, now);
  const restOfMinute = (current.minute + 1) * MINUTE_MS - now;
  const stoppedFor = Math.max(0, current.stoppedUntil - now);
  const { leased, leasedByReaders, foreign } = current;
  const below = CEILING[purpose] - leased - foreign;
  const isReader = purpose === "read";
  const free = isReader ? Math.min(below, READERS_1M - leasedByReaders) : below;
  const wanted = Number.isFinite(weight) ? Math.max(0, Math.floor(weight)) : 0;
  const granted = stoppedFor > 0 ? 0 : Math.max(0, Math.min(wanted, free));
  return {
    ledger: {
      ...current,
      leased: leased + granted,
      leasedByReaders: leasedByReaders + (isReader ? granted : 0),
    },
    lease: {
      granted,
      expiresInMs: restOfMinute,
      retryAfterMs: stoppedFor > 0 ? stoppedFor : granted < wanted ? restOfMinute : 0,
    },
  };
}

/** Takes in what an answer of the exchange told. */
export function report(ledger: Ledger, told: WeightReport, now: number): Ledger {
  const current = at(ledger, now);
  const used = told.usedWeight1m ?? 0;
  // What the exchange counts beyond our own leases is somebody else's, and stays so as we lease on.
  const foreign = Math.max(current.foreign, used - current.leased);
  const { status } = told;
  if (status !== 429 && status !== 418) return { ...current, foreign };
  const until = now + (told.retryAfterMs ?? DEFAULT_STOP_MS[status]);
  return {
    ...current,
    foreign,
    stoppedUntil: Math.max(current.stoppedUntil, until),
    rateLimited: current.rateLimited + (status === 429 ? 1 : 0),
    banned: current.banned + (status === 418 ? 1 : 0),
  };
}

/** The ledger as metrics show it. */
export function stats(ledger: Ledger, now: number): WeightStats {
  const { leased, foreign, stoppedUntil, rateLimited, banned } = at(ledger, now);
  return {
    limit1m: LIMIT_1M,
    used1m: leased + foreign,
    leased1m: leased,
    stoppedForMs: Math.max(0, stoppedUntil - now),
    rateLimited,
    banned,
  };
}
