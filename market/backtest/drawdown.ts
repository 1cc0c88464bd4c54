import type { EpochMs } from "../time/timeframe.ts";
import type { Micros } from "./money.ts";

export interface Drawdown {
  /** The deepest fall below an earlier peak, as a part of that peak. */
  readonly depth: number;
  /** From that peak until it was reached again, or to the end. */
  readonly depthMs: number;
  /** The longest stretch below an earlier peak. */
  readonly longestMs: number;
}

/**
 * Falls of the equity from close to close ([BT-43]); the capital is the first peak.
 * @param timeAt when the bar of an index closed; of −1 when the first one opened.
 */
export function drawdownOf(
  equity: Float64Array,
  capital: Micros,
  timeAt: (index: number) => EpochMs,
): Drawdown {
  let depth = 0;
  let depthMs = 0;
  let longestMs = 0;
  for (let start = -1; start < equity.length - 1; ) {
    const peak = start < 0 ? capital : (equity[start] ?? 0);
    const { end, trough } = fallFrom(equity, start, peak);
    if (trough < peak) {
      const lasted = timeAt(Math.min(end, equity.length - 1)) - timeAt(start);
      longestMs = Math.max(longestMs, lasted);
      const fall = 1 - trough / peak;
      if (fall > depth) {
        depth = fall;
        depthMs = lasted;
      }
    }
    start = end;
  }
  return { depth, depthMs, longestMs };
}

/** The least equity after a peak, and the first place where the peak is reached again; else the length. */
function fallFrom(equity: Float64Array, start: number, peak: Micros): { end: number; trough: number } {
  let trough = Number(peak);
  let end = start + 1;
  for (; end < equity.length; end++) {
    const now = equity[end] ?? 0;
    if (now >= peak) break;
    trough = Math.min(trough, now);
  }
  return { end, trough };
}
