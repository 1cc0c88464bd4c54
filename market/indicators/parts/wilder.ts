/** Wilder's smoothing: the mean of the first `period` numbers, then (previous × (n − 1) + x) / n. */
export interface WilderPart {
  readonly period: number;
  /** How many numbers of the seed are in `value`, which is their sum until it is the average. */
  seeded: number;
  value: number;
}

export function wilderPart(period: number): WilderPart {
  return { period, seeded: 0, value: 0 };
}

/** Takes `x` in. @returns the average, null during the seed. */
export function pushWilder(wilder: WilderPart, x: number): number | null {
  const n = wilder.period;
  if (wilder.seeded === n) {
    wilder.value = (wilder.value * (n - 1) + x) / n;
    return wilder.value;
  }
  wilder.value += x;
  wilder.seeded += 1;
  if (wilder.seeded < n) return null;
  wilder.value /= n;
  return wilder.value;
}
