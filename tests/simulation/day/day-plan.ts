import { seededRandom } from "../../../scripts/replay/model/random.ts";
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
  /** When R2 answers nothing. */
  readonly bucketDown: readonly Stretch[];
  /** Share of D1's calls that fail before midnight, every second of them behind its commit. */
  readonly flaky: number;
}

/** A day on which nothing fails. */
export function calmDay(seed: number): DayPlan {
  return { ...dayOf(seed, []), ...SOUND };
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
  return { ...dayOf(seed, episodes), ...SOUND, databaseDown: { from: at(15), to: at(16) } };
}

/**
 * A day on which the exchange itself is down for forty minutes (no trade, no kline), says of some minutes what is not
 * so, R2 fails for an hour twice, and any call of D1 may fail at any time, so that jobs die anywhere.
 */
export function brokenDay(seed: number): DayPlan {
  const { plan, ...day } = dayOf(seed, []);
  const at = (hour: number, minute = 0) => day.start + hour * HOUR + minute * MINUTE;
  const down = new Set<number>();
  for (let minute = at(13, 5); minute < at(13, 45); minute += MINUTE) down.add(minute);
  const random = seededRandom(seed, 0xfa15e);
  const falsified = new Set<number>();
  for (let minute = at(0, 10); minute < day.midnight; minute += MINUTE) {
    if (random() < 0.01 && !down.has(minute)) falsified.add(minute);
  }
  const evictions = [2.5, 13.2, 19.9].map(
    (hour): Episode => ({ kind: "evict", from: at(hour), to: at(hour) + 20_000, waitMs: 0 }),
  );
  return {
    ...day,
    plan: { ...plan, episodes: evictions, down, falsified },
    ...SOUND,
    bucketDown: [
      { from: at(1), to: at(2) },
      { from: at(20), to: at(21) },
    ],
    flaky: 0.03,
  };
}

const SOUND = { databaseDown: undefined, bucketDown: [], flaky: 0 } as const;

function dayOf(seed: number, episodes: readonly Episode[]): Pick<DayPlan, "plan" | "start" | "midnight"> {
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
