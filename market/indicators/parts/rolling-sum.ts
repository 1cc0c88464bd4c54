import { zeros } from "./rolling-mean.ts";

/**
 * The sum of the last `period` numbers, in blocks as a rolling mean's, of the numbers as they are: zeros sum to
 * exactly zero, and what is not negative to nothing negative. For volumes, flows and squares.
 */
export interface RollingSum {
  readonly period: number;
  readonly ring: number[];
  next: number;
  filled: boolean;
  sum: number;
}

export function rollingSum(period: number): RollingSum {
  return { period, ring: zeros(period), next: 0, filled: false, sum: 0 };
}

/** Takes `x` in. @returns the sum, NaN while the window still fills. */
export function pushSum(rolling: RollingSum, x: number): number {
  const { period, ring } = rolling;
  const place = rolling.next;
  if (place === 0) beginBlock(rolling);
  const sum = rolling.sum + x;
  rolling.sum = sum;
  ring[place] = x;
  const next = place + 1;
  if (next < period) {
    rolling.next = next;
    return rolling.filled ? sum + (ring[next] ?? 0) : Number.NaN;
  }
  rolling.next = 0;
  rolling.filled = true;
  return sum;
}

function beginBlock(rolling: RollingSum): void {
  const { period, ring } = rolling;
  rolling.sum = 0;
  if (!rolling.filled) return;
  let sum = 0;
  for (let i = period - 1; i > 0; i--) {
    sum += ring[i] ?? 0;
    ring[i] = sum;
  }
}

/** `pushSum` over a column of which the first `begin` numbers are left out. */
export function sumColumn(xs: Float64Array, period: number, begin = 0): Float64Array {
  const length = xs.length;
  const sums = new Float64Array(length).fill(Number.NaN, 0, begin + period - 1);
  const tails = new Float64Array(period + 1);
  for (let start = begin; start < length; start += period) {
    const end = Math.min(start + period, length);
    let sum = 0;
    if (start === begin) {
      if (start + period > length) break;
      for (let at = start; at < end; at++) sum += xs[at] ?? 0;
      sums[end - 1] = sum;
      continue;
    }
    let tail = 0;
    for (let i = period - 1, at = start - 1; i > 0; i--, at--) {
      tail += xs[at] ?? 0;
      tails[i] = tail;
    }
    for (let at = start, i = 1; at < end; at++, i++) {
      sum += xs[at] ?? 0;
      sums[at] = sum + (tails[i] ?? 0);
    }
  }
  return sums;
}
