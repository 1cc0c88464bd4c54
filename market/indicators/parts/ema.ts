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

/** Takes `x` in. @returns the average, null during the seed. */
export function pushEma(ema: EmaPart, x: number): number | null {
  if (ema.seeded === ema.period) {
    ema.value += (x - ema.value) * ema.weight;
    return ema.value;
  }
  ema.value += x;
  ema.seeded += 1;
  if (ema.seeded < ema.period) return null;
  ema.value /= ema.period;
  return ema.value;
}
