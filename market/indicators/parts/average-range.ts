import { trueRange } from "./true-range.ts";
import { pushWilder, type WilderPart, wilderPart } from "./wilder.ts";

/** Wilder's average of true ranges. The first bar has none, for want of a close before it. */
export interface AverageRange {
  seen: boolean;
  previousClose: number;
  readonly ranges: WilderPart;
}

export function averageRange(period: number): AverageRange {
  return { seen: false, previousClose: 0, ranges: wilderPart(period) };
}

/** Takes a bar in. @returns the average, NaN until n ranges are known. */
export function pushAverageRange(average: AverageRange, high: number, low: number, close: number): number {
  const { previousClose } = average;
  average.previousClose = close;
  if (average.seen) return pushWilder(average.ranges, trueRange(high, low, previousClose));
  average.seen = true;
  return Number.NaN;
}

/** `pushAverageRange` over columns. */
export function averageRangeColumn(
  highs: Float64Array,
  lows: Float64Array,
  closes: Float64Array,
  period: number,
): Float64Array {
  const length = closes.length;
  const out = new Float64Array(length).fill(Number.NaN, 0, period);
  if (length <= period) return out;
  let close = closes[0] ?? 0;
  let value = 0;
  for (let i = 1; i <= period; i++) {
    value += trueRange(highs[i] ?? 0, lows[i] ?? 0, close);
    close = closes[i] ?? 0;
  }
  value /= period;
  out[period] = value;
  const decay = (period - 1) / period;
  const weight = 1 / period;
  for (let i = period + 1; i < length; i++) {
    value = value * decay + trueRange(highs[i] ?? 0, lows[i] ?? 0, close) * weight;
    close = closes[i] ?? 0;
    out[i] = value;
  }
  return out;
}
