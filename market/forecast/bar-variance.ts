import type { PriceBar } from "../indicators/kernel.ts";
import { logRatio } from "../indicators/parts/log-ratio.ts";
import { VARIANCE_FLOOR } from "./outlook.ts";

/** 2 ln 2 − 1. */
const BODY_WEIGHT = 2 * Math.LN2 - 1;

/**
 * The variance of a bar's log price by Garman and Klass (1980, their estimator without the cross term):
 * ½ ln(high / low)² − (2 ln 2 − 1) ln(close / open)², at least `VARIANCE_FLOOR` ([FC-3]). No unit, one bar.
 */
export function barVariance(bar: PriceBar): number {
  const range = logRatio(bar.low, bar.high);
  const body = logRatio(bar.open, bar.close);
  return Math.max(VARIANCE_FLOOR, 0.5 * range * range - BODY_WEIGHT * body * body);
}

/** `barVariance` of bars `from` to `to` (exclusive), oldest first. */
export function barVariances(bars: readonly PriceBar[], from: number, to: number): Float64Array {
  const variances = new Float64Array(to - from);
  for (let i = from; i < to; i++) {
    const bar = bars[i];
    if (bar !== undefined) variances[i - from] = barVariance(bar);
  }
  return variances;
}
