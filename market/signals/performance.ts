import { directionOf } from "./levels.ts";
import type { Signal } from "./signal.ts";

/**
 * What the whole trade returned, as a ratio to its entry: in at the entry, out at the closing price, before costs.
 * Null while it runs.
 */
export function grossReturn({ side, decision, closePrice }: Signal): number | null {
  const entry = decision.levels?.entry;
  return entry === undefined || closePrice === null ? null : directionOf(side) * (closePrice / entry - 1) + 0;
}

/** Sums over signals that are alike, which can be added up; `net` is the return after costs of one that ended. */
export interface OutcomeSums {
  readonly issued: number;
  readonly ended: number;
  readonly winners: number;
  readonly target1: number;
  readonly target2: number;
  readonly target3: number;
  readonly stopped: number;
  readonly opposite: number;
  readonly expired: number;
  readonly netOfWinners: number;
  readonly netOfLosers: number;
  readonly worst: number | null;
  readonly best: number | null;
  readonly since: number | null;
}

export interface Outcomes extends Omit<OutcomeSums, "netOfWinners" | "netOfLosers"> {
  readonly active: number;
  readonly losers: number;
  readonly winRate: number | null;
  readonly winRateLow: number | null;
  readonly winRateHigh: number | null;
  readonly meanReturn: number | null;
  readonly meanWin: number | null;
  readonly meanLoss: number | null;
}

/** What sums say: losers are all that ended and did not win. */
export function outcomesOf(sums: OutcomeSums): Outcomes {
  const { netOfWinners, netOfLosers, ...told } = sums;
  const { ended, winners } = sums;
  const losers = ended - winners;
  const interval = wilsonInterval(winners, ended);
  return {
    ...told,
    active: sums.issued - ended,
    losers,
    winRate: ended === 0 ? null : winners / ended,
    winRateLow: interval?.low ?? null,
    winRateHigh: interval?.high ?? null,
    meanReturn: ended === 0 ? null : (netOfWinners + netOfLosers) / ended,
    meanWin: winners === 0 ? null : netOfWinners / winners,
    meanLoss: losers === 0 ? null : netOfLosers / losers,
  };
}

/** The sums of two sets of signals taken together. */
export function addOutcomes(a: OutcomeSums, b: OutcomeSums): OutcomeSums {
  return {
    issued: a.issued + b.issued,
    ended: a.ended + b.ended,
    winners: a.winners + b.winners,
    target1: a.target1 + b.target1,
    target2: a.target2 + b.target2,
    target3: a.target3 + b.target3,
    stopped: a.stopped + b.stopped,
    opposite: a.opposite + b.opposite,
    expired: a.expired + b.expired,
    netOfWinners: a.netOfWinners + b.netOfWinners,
    netOfLosers: a.netOfLosers + b.netOfLosers,
    worst: extreme(a.worst, b.worst, Math.min),
    best: extreme(a.best, b.best, Math.max),
    since: extreme(a.since, b.since, Math.min),
  };
}

export const NO_OUTCOMES: OutcomeSums = {
  ...{
    issued: 0,
    ended: 0,
    winners: 0,
    target1: 0,
    target2: 0,
    target3: 0,
    stopped: 0,
    opposite: 0,
    expired: 0,
  },
  ...{ netOfWinners: 0, netOfLosers: 0, worst: null, best: null, since: null },
};

function extreme(a: number | null, b: number | null, pick: (a: number, b: number) => number): number | null {
  if (a === null || b === null) return a ?? b;
  return pick(a, b);
}

/** z of 95 %. */
const Z = 1.959963984540054;

/** Wilson's score interval of a frequency, 95 % (Wilson 1927); null of nothing. */
export function wilsonInterval(
  successes: number,
  n: number,
): { readonly low: number; readonly high: number } | null {
  if (n === 0) return null;
  const p = successes / n;
  const zz = Z * Z;
  const middle = (p + zz / (2 * n)) / (1 + zz / n);
  const reach = (Z / (1 + zz / n)) * Math.sqrt((p * (1 - p)) / n + zz / (4 * n * n));
  return { low: Math.max(0, middle - reach), high: Math.min(1, middle + reach) };
}
