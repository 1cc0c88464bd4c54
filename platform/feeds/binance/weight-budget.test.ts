import { describe, expect, it } from "vitest";
import type { WeightReport } from "../../../contract/rpc.ts";
import { lease, newLedger, report } from "../../../durable-objects/weight-ledger/ledger.ts";
import { weightBudget } from "./weight-budget.ts";

const MINUTE = 60_000;

/** A budget on the real ledger's core, with a clock the test moves and a count of the calls made. */
function budgetOnLedger() {
  const world = { now: 29_000_000 * MINUTE, leases: 0, reports: [] as WeightReport[], down: false };
  let ledger = newLedger(0);
  const budget = weightBudget(
    {
      lease: async (weight, purpose) => {
        if (world.down) throw new Error("object reset");
        world.leases += 1;
        const result = lease(ledger, weight, purpose, world.now);
        ledger = result.ledger;
        return result.lease;
      },
      report: async (told) => {
        if (world.down) throw new Error("object reset");
        world.reports.push(told);
        ledger = report(ledger, told, world.now);
      },
    },
    () => world.now,
  );
  return { world, budget };
}

describe("a feed's weight budget", () => {
  it("[FEED-18] asks the ledger once for ten requests of weight four", async () => {
    const { world, budget } = budgetOnLedger();
    await Promise.all(Array.from({ length: 10 }, () => budget.spend(4, "live")));
    expect(world.leases).toBe(1);
    await budget.spend(4, "live");
    expect(world.leases).toBe(2);
  });

  it("[FEED-18] keeps what is left of a block when it leases another", async () => {
    const { world, budget } = budgetOnLedger();
    for (let i = 0; i < 9; i++) await budget.spend(4, "live");
    await budget.spend(20, "live");
    for (let i = 0; i < 6; i++) await budget.spend(4, "live");
    expect(world.leases).toBe(2);
  });

  it("[FEED-18] does not carry a lease into the next minute", async () => {
    const { world, budget } = budgetOnLedger();
    await budget.spend(4, "live");
    world.now += MINUTE;
    await budget.spend(4, "live");
    expect(world.leases).toBe(2);
  });

  it("[FEED-18] spends no weight of one purpose for another", async () => {
    const { world, budget } = budgetOnLedger();
    await budget.spend(4, "live");
    await budget.spend(4, "repair");
    expect(world.leases).toBe(2);
  });

  it("[FEED-18] is rate limited when the ledger has nothing left, and goes on in the next minute", async () => {
    const { world, budget } = budgetOnLedger();
    for (let spent = 0; spent < 1_800; spent += 20) await budget.spend(20, "repair");
    world.now += 20_000;
    await expect(budget.spend(4, "repair")).rejects.toMatchObject({
      failure: "rate_limited",
      retryAfterMs: 40_000,
    });
    await budget.spend(4, "live");
    world.now += 40_000;
    await budget.spend(4, "repair");
  });

  it.each([
    [429, "rate_limited"],
    [418, "banned"],
  ] as const)("[FEED-20] lets nothing through after a %d until it is over", async (status, failure) => {
    const { world, budget } = budgetOnLedger();
    await budget.spend(4, "live");
    await budget.stop(status, 5_000);
    expect(world.reports).toEqual([{ status, retryAfterMs: 5_000 }]);
    world.now += 4_000;
    await expect(budget.spend(4, "live")).rejects.toMatchObject({ failure, retryAfterMs: 1_000 });
    world.now += 1_000;
    await budget.spend(4, "live");
  });

  it("[FEED-18] is unavailable when the ledger is, and recovers with it", async () => {
    const { world, budget } = budgetOnLedger();
    world.down = true;
    await expect(budget.spend(4, "live")).rejects.toMatchObject({ failure: "unavailable" });
    world.down = false;
    await budget.spend(4, "live");
  });

  it("[FEED-23] reports use at the first answer of a minute and after each growth of 40", () => {
    const { world, budget } = budgetOnLedger();
    for (const used of [10, 20, 49, 50, 60]) budget.noteUsed(used, world.now);
    world.now += MINUTE;
    budget.noteUsed(5, world.now);
    expect(world.reports.map(({ usedWeight1m }) => usedWeight1m)).toEqual([10, 50, 5]);
  });

  it("[FEED-23] does not report into a new minute what may be the last one's use", () => {
    const { world, budget } = budgetOnLedger();
    const sentAt = world.now;
    world.now += MINUTE;
    budget.noteUsed(5_000, sentAt);
    expect(world.reports).toEqual([]);
  });
});
