import { MINUTE } from "../hub/market.ts";
import { type Episode, type Plan, planOf } from "../hub/plan.ts";

const HOUR = 60 * MINUTE;
/** After midnight, so that the daily jobs of the day have run. */
const AFTER = 75 * MINUTE;

export interface Stretch {
  readonly from: number;
  readonly to: number;
}

/** A day of one symbol, from midnight to midnight and a little beyond. */
export interface DayPlan {
  readonly plan: Plan;
  /** The first midnight and the second. */
  readonly start: number;
  readonly midnight: number;
  readonly databaseDown: Stretch | undefined;
}

/** A day on which nothing fails. */
export function calmDay(seed: number): DayPlan {
  return { ...dayOf(seed, []), databaseDown: undefined };
}

/**
 * A day on which the exchange stalls for two hours (no frame, no answer), D1 is down for one, connections break
 * and the hub is evicted again and again.
 */
export function troubledDay(seed: number): DayPlan {
  const start = planOf(seed).start;
  const day = start - (start % (24 * HOUR));
  const at = (hour: number) => day + hour * HOUR;
  const episode = (kind: Episode["kind"], from: number, to: number, waitMs = 0): Episode => ({
    kind,
    from,
    to,
    waitMs,
  });
  const stalled = (["mute", "unreachable", "5xx"] as const).map((kind) => episode(kind, at(9), at(11)));
  // Back again, it answers so slowly that the hub cannot wait for all the trades it has missed.
  const slow = episode("slow", at(11), at(11) + 15 * MINUTE, 90_000);
  const evictions = [3.2, 8.95, 10.4, 15.5, 15.99, 21.3, 23.98].map((hour) =>
    episode("evict", at(hour), at(hour) + 20_000),
  );
  const breaks = [1.1, 6.6, 12.3, 18.8].map((hour) => episode("disconnect", at(hour), at(hour)));
  const episodes = [...stalled, slow, ...evictions, ...breaks].sort((a, b) => a.from - b.from);
  return { ...dayOf(seed, episodes), databaseDown: { from: at(15), to: at(16) } };
}

function dayOf(seed: number, episodes: readonly Episode[]): Omit<DayPlan, "databaseDown"> {
  const base = planOf(seed);
  const start = base.start - (base.start % (24 * HOUR));
  const midnight = start + 24 * HOUR;
  return {
    start,
    midnight,
    plan: {
      ...base,
      style: { ...base.style, tradesPerSecond: 0.2, quiet: 0.05 },
      start,
      healed: midnight,
      end: midnight + AFTER,
      // What single frames suffer is the matter of the hub's own simulation.
      rates: { duplicate: 0.002, reorder: 0.002, drop: 0.001, delay: 0.001 },
      episodes,
      down: new Set(),
      falsified: new Set(),
      withheld: new Set(),
      lost: [],
      skewMs: 0,
    },
  };
}
