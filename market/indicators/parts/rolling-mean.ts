/**
 * The mean of the last `period` numbers, in blocks of as many ([IND-6]): sums from the start of the block that fills
 * meet sums to the end of the block before. Nothing is ever taken away again, so nothing drifts. All are taken about
 * the first number of the block: a mean of equal numbers is exactly that number.
 */
export interface RollingMean {
  readonly period: number;
  /** 1 / period. */
  readonly share: number;
  /** Before `next` the numbers of this block; from there on what the block before sums up to from each place. */
  readonly ring: number[];
  next: number;
  /** True from the end of the first block on. */
  filled: boolean;
  center: number;
  sum: number;
}

export function rollingMean(period: number): RollingMean {
  return { period, share: 1 / period, ring: zeros(period), next: 0, filled: false, center: 0, sum: 0 };
}

/** Numbers that are ready to hold doubles. */
export function zeros(length: number): number[] {
  return new Array<number>(length).fill(0);
}

/** Takes `x` in. @returns the mean, NaN while the window still fills. */
export function pushMean(mean: RollingMean, x: number): number {
  const { period, ring } = mean;
  const place = mean.next;
  if (place === 0) beginBlock(mean, x);
  const sum = mean.sum + (x - mean.center);
  mean.sum = sum;
  ring[place] = x;
  const next = place + 1;
  if (next < period) {
    mean.next = next;
    return mean.filled ? mean.center + (sum + (ring[next] ?? 0)) * mean.share : Number.NaN;
  }
  mean.next = 0;
  mean.filled = true;
  return mean.center + sum * mean.share;
}

function beginBlock(mean: RollingMean, center: number): void {
  const { period, ring } = mean;
  mean.center = center;
  mean.sum = 0;
  if (!mean.filled) return;
  let sum = 0;
  for (let i = period - 1; i > 0; i--) {
    sum += (ring[i] ?? 0) - center;
    ring[i] = sum;
  }
}

/**
 * `pushMean` over a column of which the first `begin` numbers are left out.
 * @returns a column as long, NaN until the window has filled.
 */
export function meanColumn(xs: Float64Array, period: number, begin = 0): Float64Array {
  const length = xs.length;
  const means = new Float64Array(length).fill(Number.NaN, 0, begin + period - 1);
  const share = 1 / period;
  const tails = new Float64Array(period + 1);
  for (let start = begin; start < length; start += period) {
    const center = xs[start] ?? 0;
    const end = Math.min(start + period, length);
    if (start > begin) {
      let tail = 0;
      for (let i = period - 1, at = start - 1; i > 0; i--, at--) {
        tail += (xs[at] ?? 0) - center;
        tails[i] = tail;
      }
    }
    let sum = 0;
    if (start > begin) {
      for (let at = start, i = 1; at < end; at++, i++) {
        sum += (xs[at] ?? 0) - center;
        means[at] = center + (sum + (tails[i] ?? 0)) * share;
      }
    } else if (start + period <= length) {
      for (let at = start; at < end; at++) sum += (xs[at] ?? 0) - center;
      means[end - 1] = center + sum * share;
    }
  }
  return means;
}
