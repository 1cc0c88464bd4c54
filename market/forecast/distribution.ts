import { logRatio } from "../indicators/parts/log-ratio.ts";
import { MOVE_THRESHOLD } from "./horizons.ts";
import type { Probabilities, Quantiles } from "./outlook.ts";

/** Student's t with 4 degrees of freedom at `QUANTILE_LEVELS`. */
const SCORES = [-2.7764451051977987, -1.5332062740589438, 0, 1.5332062740589438, 2.7764451051977987] as const;

const UP = logRatio(1, 1 + MOVE_THRESHOLD);
const DOWN = logRatio(1, 1 - MOVE_THRESHOLD);

/**
 * The chance that the log return is at most `x`, by five quantiles of it ([FC-70]): between them, and beyond them along
 * the outermost two, the score of Student's t with 4 degrees of freedom is linear in the return. (Returns have heavier
 * tails than a normal score would give them; measured, it costs log-loss.)
 *
 * Never falls as `x` grows. Where quantiles are equal the chance jumps, and at the jump is the highest of their levels.
 * @param x a log return, also beyond the quantiles; infinities are allowed.
 */
export function chanceAtMost(quantiles: Quantiles, x: number): number {
  return studentT4(scoreAt(quantiles, x));
}

/** The chance that the log return is beyond `x`: 1 − `chanceAtMost`, exact in the far tail too. */
export function chanceAbove(quantiles: Quantiles, x: number): number {
  return studentT4(-scoreAt(quantiles, x));
}

/**
 * The chances of down, neutral and up by five quantiles of the log return over `DIRECTION_HORIZON` bars ([FC-71]): up is
 * a simple return beyond `MOVE_THRESHOLD`, down one beyond its negative.
 */
export function probabilitiesOf(quantiles: Quantiles): Probabilities {
  const down = chanceAtMost(quantiles, DOWN);
  const up = chanceAbove(quantiles, UP);
  return [down, Math.max(0, 1 - down - up), up];
}

/**
 * Distribution function of Student's t with 4 degrees of freedom: with s = t / √(4 + t²) it is (1 + s)² (2 − s) / 4
 * (Abramowitz & Stegun 26.7.4, rearranged so that nothing cancels). Roots and products alone: the same in every engine.
 */
export function studentT4(t: number): number {
  const root = Math.sqrt(t * t + 4);
  const tail = 4 / (root * (root + Math.abs(t)));
  const below = (tail * tail * (3 - tail)) / 4;
  return t < 0 ? below : 1 - below;
}

function scoreAt(quantiles: Quantiles, x: number): number {
  // The last segment that begins at or before x, so that a jump counts as made; before all of them, the first.
  let at = 0;
  for (let i = 1; i < 4; i++) if (x >= (quantiles[i] ?? 0)) at = i;
  const [left, right] = [quantiles[at] ?? 0, quantiles[at + 1] ?? 0];
  const [low, high] = [SCORES[at] ?? 0, SCORES[at + 1] ?? 0];
  // Only an outermost segment can be without width here: it rises without end.
  if (left === right) return x < left ? -Infinity : x > right ? Infinity : high;
  const score = low + ((x - left) / (right - left)) * (high - low);
  // A share that was rounded to 1 must not overtake the next segment's beginning.
  return at < 3 ? Math.min(high, score) : score;
}
