import { describe, expect, it } from "vitest";
import { type Ledger, lease, newLedger, report, stats, type WeightPurpose } from "./ledger.ts";

const MINUTE = 60_000;
const NOON = 29_000_000 * MINUTE;

/** Leases until nothing more is granted and tells how much there was. */
function drain(ledger: Ledger, purpose: WeightPurpose, now: number): { granted: number; ledger: Ledger } {
  let granted = 0;
  let current = ledger;
  for (;;) {
    const result = lease(current, 40, purpose, now);
    current = result.ledger;
    if (result.lease.granted === 0) return { granted, ledger: current };
    granted += result.lease.granted;
  }
}

describe("the weight ledger", () => {
  it("[FEED-25] gives repair 30 %, seed 60 %, live 80 % of the limit, all uses counted together", () => {
    const repair = drain(newLedger(0), "repair", NOON);
    const seed = drain(repair.ledger, "seed", NOON);
    const live = drain(seed.ledger, "live", NOON);
    expect([repair.granted, seed.granted, live.granted]).toEqual([1_800, 1_800, 1_200]);
    expect(drain(newLedger(0), "live", NOON).granted).toBe(4_800);
  });

  it("[FEED-25] gives readers a fifth at most: whatever they ask for, everybody else goes on", () => {
    const read = drain(newLedger(0), "read", NOON);
    expect(read.granted).toBe(1_200);
    const repair = drain(read.ledger, "repair", NOON);
    const seed = drain(repair.ledger, "seed", NOON);
    expect([repair.granted, seed.granted]).toEqual([600, 1_800]);
    expect(drain(read.ledger, "live", NOON).granted).toBe(3_600);
    expect(drain(drain(newLedger(0), "seed", NOON).ledger, "read", NOON).granted).toBe(0);
    expect(drain(read.ledger, "read", NOON + MINUTE).granted).toBe(1_200);
  });

  it("[FEED-24] counts anew with each calendar minute, and a lease ends with its own", () => {
    const { ledger } = drain(newLedger(0), "live", NOON + 59_000);
    const denied = lease(ledger, 40, "live", NOON + 59_500).lease;
    expect(denied).toEqual({ granted: 0, expiresInMs: 500, retryAfterMs: 500 });
    expect(lease(ledger, 40, "live", NOON + MINUTE).lease).toEqual({
      granted: 40,
      expiresInMs: MINUTE,
      retryAfterMs: 0,
    });
  });

  it("[FEED-26] grants what is left when that is less than was asked, and says when there is more", () => {
    const { ledger } = lease(newLedger(0), 1_790, "repair", NOON);
    expect(lease(ledger, 40, "repair", NOON + 20_000).lease).toEqual({
      granted: 10,
      expiresInMs: 40_000,
      retryAfterMs: 40_000,
    });
  });

  it.each([Number.NaN, -5, Number.POSITIVE_INFINITY])(
    "[FEED-26] grants nothing for a weight of %d",
    (weight) => {
      const { ledger, lease: granted } = lease(newLedger(0), weight, "live", NOON);
      expect([granted.granted, stats(ledger, NOON).used1m]).toEqual([0, 0]);
    },
  );

  it("[FEED-27] counts what others behind the address use, on top of later leases", () => {
    const leased = lease(newLedger(0), 100, "live", NOON).ledger;
    const told = report(leased, { usedWeight1m: 4_000 }, NOON + 1);
    const more = lease(told, 700, "live", NOON + 2);
    expect(stats(more.ledger, NOON + 2)).toMatchObject({ used1m: 4_700, leased1m: 800 });
    expect(lease(more.ledger, 200, "live", NOON + 3).lease.granted).toBe(100);
    expect(stats(more.ledger, NOON + MINUTE).used1m).toBe(0);
  });

  it("[FEED-27] does not forget a use that an older answer does not show", () => {
    const told = report(newLedger(0), { usedWeight1m: 4_000 }, NOON);
    expect(stats(report(told, { usedWeight1m: 12 }, NOON), NOON).used1m).toBe(4_000);
  });

  it.each([429, 418])("[FEED-28] stops all leases on a %d until it is over", (status) => {
    const stopped = report(newLedger(0), { status, retryAfterMs: 90_000 }, NOON);
    expect(lease(stopped, 4, "live", NOON + 89_000).lease).toMatchObject({ granted: 0, retryAfterMs: 1_000 });
    expect(lease(stopped, 4, "live", NOON + 90_000).lease.granted).toBe(4);
  });

  it("[FEED-28] does not end a long stop by a shorter one, and counts both", () => {
    const banned = report(newLedger(0), { status: 418, retryAfterMs: 600_000 }, NOON);
    const both = report(banned, { status: 429, retryAfterMs: 1_000 }, NOON);
    expect(stats(both, NOON)).toMatchObject({ stoppedForMs: 600_000, rateLimited: 1, banned: 1 });
  });

  it("[FEED-28] stops for a while where no Retry-After came", () => {
    const stopped = report(newLedger(0), { status: 429 }, NOON);
    expect(stats(stopped, NOON).stoppedForMs).toBe(MINUTE);
  });
});
