import { expect, test } from "vitest";
import { brokenDay, troubledDay } from "./day-plan.ts";
import { liveThrough } from "./day-run.ts";
import { unlikeSignals } from "./unlike-signals.ts";
import { verifyDay } from "./verify-day.ts";

const DAY_MS = 240_000;

test(
  "a day with the exchange stalled for two hours and D1 down for one ends whole, in every timeframe and form",
  async () => {
    const world = await liveThrough(troubledDay(3));
    expect(await verifyDay(world)).toEqual([]);
    // No bar was ever told with another price than the exchange's: so neither was any decision.
    const { wrong, same } = unlikeSignals(world);
    expect(wrong).toEqual([]);
    expect(same).toBeGreaterThan(100);
    const { counters } = world.world.hub.getStatus();
    // The trouble did bite: nobody can pass by a day on which nothing happened.
    expect(counters.gaps).toBeGreaterThan(0);
    expect(counters.filled_trades).toBeGreaterThan(1_000);
    const failed = world.d1.sqlite
      .prepare("SELECT count(*) AS n FROM etl_run WHERE status = 'failed'")
      .get()?.n;
    expect(failed).toBeGreaterThan(0);
    expect(world.d1.sqlite.prepare("SELECT count(*) AS n FROM bar_change").get()?.n).toBeLessThanOrEqual(1);
  },
  DAY_MS,
);

test(
  "a day with the exchange down for forty minutes, R2 for two hours and D1 failing anywhere ends whole, its outage a gap",
  async () => {
    const world = await liveThrough(brokenDay(5));
    expect(await verifyDay(world)).toEqual([]);
    expect(world.world.hub.getStatus().counters.kline_mismatches).toBeGreaterThan(10);
    const runs = world.d1.sqlite
      .prepare("SELECT count(DISTINCT job_id) AS n FROM etl_run WHERE status IN ('failed', 'abandoned')")
      .get()?.n;
    expect(runs).toBeGreaterThan(5);
  },
  DAY_MS,
);
