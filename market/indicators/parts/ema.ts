/** An exponential moving average of numbers, seeded by the plain mean of the first `period` of them (as TA-Lib). */
export interface EmaPart {
  readonly period: number;
  /** 2 / (n + 1): what a new number counts. */
  readonly weight: number;
  /** How many numbers of the seed are in `value`, which is their sum until it is the average. */
  seeded: number;
  value: number;
}

export function emaPart(period: number): EmaPart {
  return { period, weight: 2 / (period + 1), seeded: 0, value: 0 };
}

/** Takes `x` in. @returns the average, NaN during the seed. */
export function pushEma(ema: EmaPart, x: number): number {
  if (ema.seeded === ema.period) {
    const value = ema.value + (x - ema.value) * ema.weight;
    ema.value = value;
    return value;
  }
  ema.value += x;
  ema.seeded += 1;
  if (ema.seeded < ema.period) return Number.NaN;
  ema.value /= ema.period;
  return ema.value;
}

/** `pushEma` over a column of which the first `begin` numbers are left out. */
export function emaColumn(xs: Float64Array, period: number, begin = 0): Float64Array {
  const length = xs.length;
  const out = new Float64Array(length).fill(Number.NaN, 0, begin + period - 1);
  const first = begin + period - 1;
  if (first >= length) return out;
  let value = 0;
  for (let i = begin; i <= first; i++) value += xs[i] ?? 0;
  value /= period;
  out[first] = value;
  const weight = 2 / (period + 1);
  for (let i = first + 1; i < length; i++) {
    value += ((xs[i] ?? 0) - value) * weight;
    out[i] = value;
  }
  return out;
}
