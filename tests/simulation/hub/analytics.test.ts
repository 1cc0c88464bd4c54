import { describe, expect, it } from "vitest";
import type { SignalEvent } from "../../../market/signals/signal.ts";
import { type Episode, type Plan, planOf } from "./plan.ts";
import { wantedSignals } from "./signal-oracle.ts";
import { simulate } from "./simulate.ts";
import { signalEvents } from "./verify-analytics.ts";
import type { World } from "./world.ts";

const TEST_MS = 120_000;

/** A restless market, whose signals come and end within minutes; the exchange itself tells the truth. */
function restless(seed: number): Plan {
  const plan = planOf(seed);
  const tradesPerSecond = Math.min(1, plan.style.tradesPerSecond * 2);
  return {
    ...plan,
    style: { ...plan.style, price: 1_325n, tick: 1n, regress: 0, tradesPerSecond },
    falsified: new Set(),
    lost: [],
    down: new Set(),
  };
}

/** Compares what was announced of signals with what should have been. @returns how many events were the same. */
function sameSignals(world: World): number {
  let same = 0;
  for (const [timeframe, wanted] of wantedSignals(world)) {
    if (timeframe === "1s") throw new Error("seconds have no signals");
    const told = signalEvents(world, timeframe).map(({ data }) => data);
    expect(told, timeframe).toEqual(wanted.map(dataOf));
    same += told.length;
  }
  return same;
}

function dataOf(event: SignalEvent) {
  const target = event.kind === "target" ? { target: event.target } : {};
  return { event: event.kind, ...target, signal: event.signal };
}

describe("[ANA-30] [ANA-32] signals of a hub that fails again and again are those of one that never did", () => {
  for (const [seed, least] of [
    [3, 10],
    [7, 10],
    [14, 6],
    [17, 6],
  ] as const) {
    it(
      `seed ${seed}`,
      async () => {
        const { wrong, world } = await simulate(restless(seed));
        expect(wrong).toEqual([]);
        const { gaps, revisions } = world.hub.getStatus().counters;
        expect([gaps, revisions]).toEqual([0, 0]);
        expect(world.lives).toBeGreaterThan(3);
        expect(sameSignals(world)).toBeGreaterThanOrEqual(least);
        world.sql.close();
      },
      TEST_MS,
    );
  }

  it(
    "seed 7, evicted every few seconds",
    async () => {
      const plan = restless(7);
      const episodes: Episode[] = [];
      for (let from = plan.start; from < plan.healed; from += 4_300)
        episodes.push({ kind: "evict", from, to: from + 200, waitMs: 0 });
      const { wrong, world } = await simulate({ ...plan, episodes });
      expect(wrong).toEqual([]);
      expect(world.lives).toBeGreaterThan(100);
      expect(sameSignals(world)).toBeGreaterThanOrEqual(6);
      world.sql.close();
    },
    TEST_MS,
  );
});
