import type { EpochMs } from "../time/timeframe.ts";

/** A run of bars on a timeframe's grid: open times of the first and the last one. */
export interface Stretch {
  readonly from: EpochMs;
  readonly to: EpochMs;
}

/** How many bars a stretch has. `stepMs` is the timeframe's length. */
export function barsIn({ from, to }: Stretch, stepMs: number): number {
  return to < from ? 0 : (to - from) / stepMs + 1;
}

/** The parts of a stretch that none of `taken` covers, oldest first. `taken` may overlap and be in any order. */
export function without(wish: Stretch, taken: readonly Stretch[], stepMs: number): readonly Stretch[] {
  const left: Stretch[] = [];
  let { from } = wish;
  for (const part of [...taken].sort((a, b) => a.from - b.from)) {
    if (part.to < from) continue;
    if (part.from > wish.to) break;
    if (part.from > from) left.push({ from, to: part.from - stepMs });
    from = part.to + stepMs;
  }
  if (from <= wish.to) left.push({ from, to: wish.to });
  return left;
}

/** The bars of a stretch that are not among `openTimes` (ascending), as runs. */
export function missingRuns(
  stretch: Stretch,
  openTimes: Iterable<EpochMs>,
  stepMs: number,
): readonly Stretch[] {
  const runs: Stretch[] = [];
  let expected = stretch.from;
  for (const openTime of openTimes) {
    if (openTime < expected) continue;
    if (openTime > stretch.to) break;
    if (openTime > expected) runs.push({ from: expected, to: openTime - stepMs });
    expected = openTime + stepMs;
  }
  if (expected <= stretch.to) runs.push({ from: expected, to: stretch.to });
  return runs;
}
