/** Wilder's smoothing: the mean of the first `period` numbers, then previous × (n − 1) / n + x / n. */
export interface WilderPart {
  readonly period: number;
  /** (n − 1) / n and 1 / n: a step waits for no division. */
  readonly decay: number;
  readonly weight: number;
  /** How many numbers of the seed are in `value`, which is their sum until it is the average. */
  seeded: number;
  value: number;
}

export function wilderPart(period: number): WilderPart {
  return { period, decay: (period - 1) / period, weight: 1 / period, seeded: 0, value: 0 };
}

/** Takes `x` in. @returns the average, NaN during the seed. */
export function pushWilder(wilder: WilderPart, x: number): number {
  if (wilder.seeded === wilder.period) {
    const value = wilder.value * wilder.decay + x * wilder.weight;
    wilder.value = value;
    return value;
  }
  wilder.value += x;
  wilder.seeded += 1;
  if (wilder.seeded < wilder.period) return Number.NaN;
  wilder.value /= wilder.period;
  return wilder.value;
}
