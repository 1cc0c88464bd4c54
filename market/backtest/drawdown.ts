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
  let peak: number = capital;
  let peakIndex = -1;
  let trough: number = capital;
  const endAt = (index: number) => {
    const lasted = timeAt(index) - timeAt(peakIndex);
    longestMs = Math.max(longestMs, lasted);
    const fall = 1 - trough / peak;
    if (fall > depth) {
      depth = fall;
      depthMs = lasted;
    }
  };
  for (let i = 0; i < equity.length; i++) {
    const now = equity[i] ?? 0;
    if (now < peak) {
      if (now < trough) trough = now;
      continue;
    }
    if (trough < peak) endAt(i);
    peak = now;
    trough = now;
    peakIndex = i;
  }
  if (trough < peak) endAt(equity.length - 1);
  return { depth, depthMs, longestMs };
}
