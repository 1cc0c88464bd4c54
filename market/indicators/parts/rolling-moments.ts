import { zeros } from "./rolling-mean.ts";

/**
 * Mean and population standard deviation of the last `period` numbers, in blocks as a rolling mean's: the mean has
 * the same bits. Squares too are summed about the first number of the block.
 */
export interface RollingMoments {
  readonly period: number;
  readonly share: number;
  readonly ring: number[];
  /** What the block before sums up to from each place on. */
  readonly sums: number[];
  readonly squares: number[];
  next: number;
  filled: boolean;
  center: number;
  sum: number;
  square: number;
  /** What was told last; 0 before that. */
  mean: number;
  deviation: number;
}

/**
 * Where what is left of the squares is less of them than this, the window lies far from the block's first number for
 * its width, and cancellation would show: then the window is read once more, in two passes.
 */
const LEAST_LEFT = 1e-3;

export function rollingMoments(period: number): RollingMoments {
  return {
    ...{ period, share: 1 / period, ring: zeros(period), sums: zeros(period), squares: zeros(period) },
    ...{ next: 0, filled: false, center: 0, sum: 0, square: 0, mean: 0, deviation: 0 },
  };
}

/** Takes `x` in. @returns true where `mean` and `deviation` are those of a full window. */
export function pushMoments(moments: RollingMoments, x: number): boolean {
  const { period, ring, share } = moments;
  const place = moments.next;
  if (place === 0) beginBlock(moments, x);
  const distance = x - moments.center;
  moments.sum += distance;
  moments.square += distance * distance;
  ring[place] = x;
  const next = place + 1;
  const isLast = next === period;
  moments.next = isLast ? 0 : next;
  if (isLast) moments.filled = true;
  if (!moments.filled) return false;
  const sum = moments.sum + (isLast ? 0 : (moments.sums[next] ?? 0));
  const square = moments.square + (isLast ? 0 : (moments.squares[next] ?? 0));
  const mean = sum * share;
  const left = square - sum * mean;
  moments.mean = moments.center + mean;
  moments.deviation = Math.sqrt(
    left > square * LEAST_LEFT || square === 0
      ? left * share
      : twoPass(ring, isLast ? 0 : next, period - next, next) * share,
  );
  return true;
}

function beginBlock(moments: RollingMoments, center: number): void {
  const { ring, sums, squares } = moments;
  moments.center = center;
  moments.sum = 0;
  moments.square = 0;
  if (!moments.filled) return;
  let sum = 0;
  let square = 0;
  for (let i = moments.period - 1; i > 0; i--) {
    const distance = (ring[i] ?? 0) - center;
    sum += distance;
    square += distance * distance;
    sums[i] = sum;
    squares[i] = square;
  }
}

/**
 * Sum of squared distances from the mean of `first` numbers from `start` and of the `rest` ones at the front, in this
 * order. They are taken relative to the oldest: equal numbers have exactly none.
 */
function twoPass(xs: ArrayLike<number>, start: number, first: number, rest: number): number {
  const origin = xs[first === 0 ? 0 : start] ?? 0;
  let sum = 0;
  for (let i = start; i < start + first; i++) sum += (xs[i] ?? 0) - origin;
  for (let i = 0; i < rest; i++) sum += (xs[i] ?? 0) - origin;
  const mean = sum / (first + rest);
  let squares = 0;
  for (let i = start; i < start + first; i++) {
    const distance = (xs[i] ?? 0) - origin - mean;
    squares += distance * distance;
  }
  for (let i = 0; i < rest; i++) {
    const distance = (xs[i] ?? 0) - origin - mean;
    squares += distance * distance;
  }
  return squares;
}

/** `pushMoments` over a column: means, and standard deviations. */
export function momentColumns(
  xs: Float64Array,
  period: number,
): { readonly means: Float64Array; readonly deviations: Float64Array } {
  const length = xs.length;
  const means = new Float64Array(length).fill(Number.NaN, 0, period - 1);
  const deviations = new Float64Array(length).fill(Number.NaN, 0, period - 1);
  const share = 1 / period;
  const sums = new Float64Array(period + 1);
  const squares = new Float64Array(period + 1);
  for (let start = 0; start < length; start += period) {
    const center = xs[start] ?? 0;
    if (start > 0) {
      let tail = 0;
      let squareTail = 0;
      for (let i = period - 1, at = start - 1; i > 0; i--, at--) {
        const distance = (xs[at] ?? 0) - center;
        tail += distance;
        squareTail += distance * distance;
        sums[i] = tail;
        squares[i] = squareTail;
      }
    }
    let prefix = 0;
    let squarePrefix = 0;
    const end = Math.min(start + period, length);
    for (let at = start, i = 1; at < end; at++, i++) {
      const distance = (xs[at] ?? 0) - center;
      prefix += distance;
      squarePrefix += distance * distance;
      if (at < period - 1) continue;
      const sum = prefix + (sums[i] ?? 0);
      const square = squarePrefix + (squares[i] ?? 0);
      const mean = sum * share;
      const left = square - sum * mean;
      means[at] = center + mean;
      deviations[at] = Math.sqrt(
        left > square * LEAST_LEFT || square === 0
          ? left * share
          : twoPass(xs, at + 1 - period, period, 0) * share,
      );
    }
  }
  return { means, deviations };
}
