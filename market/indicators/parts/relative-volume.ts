import { pushSum, type RollingSum, rollingSum, sumColumn } from "./rolling-sum.ts";

/** A bar's volume beside those of the n bars before it. */
export interface RelativeVolumePart {
  /** The sum of the n volumes before the next bar, once there are as many. */
  before: number;
  known: boolean;
  readonly volumes: RollingSum;
}

export function relativeVolumePart(period: number): RelativeVolumePart {
  return { before: 0, known: false, volumes: rollingSum(period) };
}

/** Takes a volume in. @returns its ratio to the mean of the n before, NaN where there is none or it is zero. */
export function pushRelativeVolume(part: RelativeVolumePart, volume: number): number {
  const { before, known, volumes } = part;
  const sum = pushSum(volumes, volume);
  if (volumes.filled) {
    part.before = sum;
    part.known = true;
  }
  return known ? ratio(volume, before, volumes.period) : Number.NaN;
}

/** `pushRelativeVolume` over a column. */
export function relativeVolumeColumn(volumes: Float64Array, period: number): Float64Array {
  const sums = sumColumn(volumes, period);
  const out = new Float64Array(volumes.length).fill(Number.NaN, 0, period);
  for (let i = period; i < out.length; i++) out[i] = ratio(volumes[i] ?? 0, sums[i - 1] ?? 0, period);
  return out;
}

function ratio(volume: number, before: number, period: number): number {
  return before === 0 ? Number.NaN : volume / (before / period);
}
