import type { EpochMs } from "./timeframe.ts";

const MIN_MS = 1_000_000_000_000; // 2001-09-09
const MAX_MS = 100_000_000_000_000; // year 5138: no microsecond time since 1973 is below it

/**
 * Milliseconds from a timestamp in milliseconds or microseconds; the unit is told by its range.
 * @throws RangeError when the number is in neither range.
 */
export function epochMsFrom(timestamp: number): EpochMs {
  if (Number.isSafeInteger(timestamp)) {
    if (timestamp >= MIN_MS && timestamp < MAX_MS) return timestamp;
    if (timestamp >= MIN_MS * 1_000) return Math.floor(timestamp / 1_000);
  }
  throw new RangeError(`not an epoch time in milliseconds or microseconds: ${timestamp}`);
}
