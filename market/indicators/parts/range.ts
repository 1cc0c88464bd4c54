import { pushMax, type RollingMax, rollingMax } from "./rolling-max.ts";

/** The highest high and lowest low of the last `period` bars. */
export interface Range {
  readonly highest: RollingMax;
  /** Of the lows with their sign turned: the lowest is the greatest of them. */
  readonly lowest: RollingMax;
}

export function rangeOf(period: number): Range {
  return { highest: rollingMax(period), lowest: rollingMax(period) };
}

/**
 * Takes a bar in. @returns where `close` stands in the range: 0 at its lowest low, 1 at its highest high, null while
 * it still fills; undefined in a range of no more height than `noise`.
 */
export function pushRange(
  range: Range,
  high: number,
  low: number,
  close: number,
  noise = 0,
): number | null | undefined {
  const highest = pushMax(range.highest, high);
  const turned = pushMax(range.lowest, 0 - low);
  if (highest === null || turned === null) return null;
  const height = highest + turned;
  return height <= noise ? undefined : (close + turned) / height;
}
