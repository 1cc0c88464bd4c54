import { sortedQuantile } from "../../statistics/quantile.ts";
import type { EpochMs } from "../../time/timeframe.ts";

const WEEK_MS = 604_800_000;
/** How often whole weeks are drawn anew, and what the draws begin with. */
export const RESAMPLES = 1_000;
const SEED = 20_210_901;

/** A figure with its 95 % interval; the interval is the value itself where one week is all there is. */
export interface Interval {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

/** Which week a row was issued in, counted from the epoch: rows of all coins in it are drawn together. */
export function weekOf(issuedAt: EpochMs): number {
  return Math.floor(issuedAt / WEEK_MS);
}

/** Sums above and below a fraction, by week: what a mean or a skill is made of. Filled row by row. */
export class WeeklyRatio {
  readonly #weeks = new Map<number, { above: number; below: number }>();

  add(week: number, above: number, below: number): void {
    const sums = this.#weeks.get(week);
    if (sums === undefined) this.#weeks.set(week, { above, below });
    else {
      sums.above += above;
      sums.below += below;
    }
  }

  /** Whether anything was added. */
  get isEmpty(): boolean {
    return this.#weeks.size === 0;
  }

  /**
   * `of(Σ above / Σ below)`, and its interval by drawing weeks with replacement. Weeks count in the order of time, so
   * that rows may come in any.
   */
  interval(of: (share: number) => number = (share) => share): Interval {
    const weeks = [...this.#weeks].sort(([a], [b]) => a - b).map(([, sums]) => sums);
    return intervalOf(weeks.length, (counts) => {
      let [above, below] = [0, 0];
      weeks.forEach((sums, i) => {
        const count = counts === undefined ? 1 : (counts[i] ?? 0);
        above += count * sums.above;
        below += count * sums.below;
      });
      return of(above / below);
    });
  }
}

/**
 * A figure of `weeks` weeks and its interval: the .025 and .975 quantiles (type 7) of what it is when as many weeks are
 * drawn with replacement (Künsch 1989, blocks of whole weeks). Draws on which it does not exist are left out.
 * @param figure gets how often each week counts; undefined: once each.
 */
export function intervalOf(
  weeks: number,
  figure: (counts: Uint16Array | undefined) => number,
  resamples: number = RESAMPLES,
): Interval {
  const value = figure(undefined);
  const drawn: number[] = [];
  for (const counts of weekDraws(weeks, resamples)) {
    const one = figure(counts);
    if (Number.isFinite(one)) drawn.push(one);
  }
  if (drawn.length === 0) return { value, low: value, high: value };
  const sorted = Float64Array.from(drawn).sort();
  return { value, low: sortedQuantile(sorted, 0.025), high: sortedQuantile(sorted, 0.975) };
}

/** `resamples` draws of as many weeks as there are: how often each came. The same ever again; one array, filled anew. */
export function* weekDraws(weeks: number, resamples: number = RESAMPLES): Generator<Uint16Array> {
  if (weeks === 0) return;
  const draw = drawsOf(SEED);
  const counts = new Uint16Array(weeks);
  for (let k = 0; k < resamples; k++) {
    counts.fill(0);
    for (let i = 0; i < weeks; i++) {
      const week = Math.floor(draw() * weeks);
      counts[week] = (counts[week] ?? 0) + 1;
    }
    yield counts;
  }
}

/** Numbers in [0, 1) by a seed: mulberry32 (Ettinger 2017). */
function drawsOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}
