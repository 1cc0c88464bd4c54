import { type Random, seededRandom } from "../../../scripts/replay/model/random.ts";
import { type MarketStyle, MINUTE } from "./market.ts";

export type EpisodeKind =
  | "disconnect"
  | "evict"
  | "mute"
  | "unreachable"
  | "429"
  | "418"
  | "5xx"
  | "empty"
  | "lag"
  | "slow";

/** Something that goes wrong from `from` until `to`. */
export interface Episode {
  readonly kind: EpisodeKind;
  readonly from: number;
  readonly to: number;
  /** Retry-After of a refusal, delay of a slow answer, age of what a lagging answer shows; else 0. */
  readonly waitMs: number;
}

/** Everything about a run that its seed decides. Times are the exchange's. */
export interface Plan {
  readonly seed: number;
  readonly style: MarketStyle;
  readonly start: number;
  /** No fault begins after `healed`; what was broken has until `end` to be repaired. */
  readonly healed: number;
  readonly end: number;
  readonly rates: { duplicate: number; reorder: number; drop: number; delay: number };
  readonly episodes: readonly Episode[];
  /** Minutes without trades and klines: the exchange was down. */
  readonly down: ReadonlySet<number>;
  /** Minutes whose closed kline is false, on the stream and over REST. */
  readonly falsified: ReadonlySet<number>;
  /** Minutes whose closed kline never comes on the stream, and late over REST. */
  readonly withheld: ReadonlySet<number>;
  /** Times whose trades are neither on the stream nor over REST. */
  readonly lost: readonly { readonly from: number; readonly to: number }[];
  /** The machine's clock minus the exchange's. */
  readonly skewMs: number;
}

const DAY = 86_400_000;
const A_DAY = Math.floor(1_709_200_000_000 / DAY) * DAY;
/** Minutes of the day to begin at: before midnight, before other windows close, and anywhere. */
const STARTS = [1_432, 714, 233, 51];

const STYLES: readonly MarketStyle[] = [
  { ...style(3), price: 6_725_001_000_000n, tick: 1_000_000n, step: 1_000n, maxSteps: 300_000 },
  { ...style(0.4), price: 1_325n, tick: 1n, step: 100_000_000n, maxSteps: 2_000_000_000 },
  { ...style(0.04), price: 23_456_789n, tick: 1n, step: 1n, maxSteps: 1_000_000_000 },
  { ...style(6), price: 268_512_000_000n, tick: 1_000_000n, step: 10_000n, maxSteps: 90_000 },
];

function style(tradesPerSecond: number): Omit<MarketStyle, "price" | "tick" | "step" | "maxSteps"> {
  return { tradesPerSecond, quiet: 0.12, burst: 0.05, regress: 0.004, idJump: 0.001 };
}

export function planOf(seed: number): Plan {
  const random = seededRandom(seed, 0x5eed);
  const kind = STYLES[Math.floor(random() * STYLES.length)] ?? STYLES[0];
  if (kind === undefined) throw new Error("no style");
  const long = random() < 0.15;
  const at = random() < 0.5 ? Math.floor(random() * 1_440) : pick(random, STARTS);
  const start = A_DAY + at * MINUTE;
  const minutes = long ? 60 : 10 + Math.floor(random() * 8);
  const healed = start + minutes * MINUTE;
  const end = healed + 7 * MINUTE;
  const someMinutes = (share: number, from = 1) => {
    const chosen = new Set<number>();
    for (let minute = start + from * MINUTE; minute < healed; minute += MINUTE)
      if (random() < share) chosen.add(minute);
    return chosen;
  };
  const down = random() < 0.3 ? run(start + (4 + Math.floor(random() * 4)) * MINUTE, 1 + random() * 3) : [];
  const lost: { from: number; to: number }[] = [];
  if (random() < 0.3) {
    const from = start + MINUTE + random() * (healed - start - 2 * MINUTE);
    lost.push({ from, to: from + 500 + random() * 40_000 });
  }
  return {
    seed,
    style: long ? { ...kind, tradesPerSecond: Math.min(kind.tradesPerSecond, 0.8) } : kind,
    start,
    healed,
    end,
    rates: {
      duplicate: random() * 0.04,
      reorder: random() * 0.04,
      drop: random() * 0.02,
      delay: random() * 0.01,
    },
    episodes: episodesOf(random, start, healed, long),
    down: new Set(down),
    falsified: someMinutes(0.1),
    withheld: someMinutes(0.15),
    lost,
    skewMs: Math.floor((random() - 0.5) * 6_000),
  };
}

function episodesOf(random: Random, start: number, healed: number, long: boolean): Episode[] {
  const episodes: Episode[] = [];
  const kinds: readonly (readonly [EpisodeKind, number, number])[] = [
    // kind, episodes an hour, longest in seconds
    ["disconnect", 40, 0],
    ["evict", 30, 40],
    ["mute", 6, 40],
    ["unreachable", 5, 60],
    ["429", 8, 90],
    ["418", 1.5, 60],
    ["5xx", 6, 40],
    ["empty", 3, 15],
    ["lag", 6, 60],
    ["slow", 4, 60],
  ];
  for (const [kind, anHour, seconds] of kinds) {
    const expected = (anHour * (healed - start)) / 3_600_000;
    const count = Math.floor(expected * 2 * random() + random());
    for (let i = 0; i < count; i += 1) {
      const from = start + Math.floor(random() * (healed - start));
      const to = Math.min(healed, from + Math.floor(random() * seconds * 1_000));
      episodes.push({ kind, from, to, waitMs: Math.floor(waitOf(random, kind)) });
    }
  }
  if (long) {
    const from = start + Math.floor((3 + random() * 10) * MINUTE);
    const to = from + Math.floor((25 + random() * 15) * MINUTE);
    episodes.push({ kind: random() < 0.5 ? "evict" : "unreachable", from, to, waitMs: 0 });
  }
  return episodes.sort((a, b) => a.from - b.from);
}

function waitOf(random: Random, kind: EpisodeKind): number {
  switch (kind) {
    case "429":
    case "418":
      return random() < 0.4 ? 61_000 + random() * 60_000 : random() * 20_000;
    case "lag":
      return random() * 3_000;
    case "slow":
      return random() * 12_000;
    default:
      return 0;
  }
}

function run(from: number, count: number): number[] {
  return Array.from({ length: Math.floor(count) }, (_, index) => from + index * MINUTE);
}

function pick(random: Random, list: readonly number[]): number {
  return list[Math.floor(random() * list.length)] ?? 0;
}
