import type { PriceBar } from "../../indicators/kernel.ts";
import { logRatio } from "../../indicators/parts/log-ratio.ts";

/** Bars of a sequence, and numbers of each bar ([FC-7]). */
export const SEQUENCE = 64;
export const CHANNELS = 5;

/** A bar's volume is compared with the mean of so many bars before it. */
const VOLUME_BARS = 24;
/** e⁴ is 55 times the usual: what lies beyond tells no more, and a bar without trades has no logarithm. */
const VOLUME_LIMIT = 4;

/**
 * A bar as sequence models see it ([FC-7]): ln(close / close before), ln(high / low), ln(close / open), the upper
 * shadow less the lower one (both in logs), and ln(volume / mean volume of the 24 bars before) within ±4. A function of
 * the bar and the 24 before it; where there is none before, return and volume are 0. Doubles, always finite.
 * @throws RangeError where there is no such bar.
 */
export function logBar(bars: readonly PriceBar[], index: number): readonly number[] {
  const bar = bars[index];
  if (bar === undefined) throw new RangeError(`no bar at ${index}`);
  const before = bars[index - 1];
  const upper = logRatio(Math.max(bar.open, bar.close), bar.high);
  const lower = logRatio(bar.low, Math.min(bar.open, bar.close));
  return [
    before === undefined ? 0 : logRatio(before.close, bar.close),
    logRatio(bar.low, bar.high),
    logRatio(bar.open, bar.close),
    upper - lower,
    logRelativeVolume(bars, index, VOLUME_BARS),
  ];
}

/**
 * ln of a bar's volume over the mean of up to `count` bars before it, within ±4: 0 where nothing was traded in those,
 * −4 where nothing was traded in this one alone.
 */
export function logRelativeVolume(bars: readonly PriceBar[], index: number, count: number): number {
  const from = Math.max(0, index - count);
  let sum = 0;
  for (let i = from; i < index; i++) sum += bars[i]?.volume ?? 0;
  const volume = bars[index]?.volume ?? 0;
  if (!(sum > 0)) return 0;
  if (!(volume > 0)) return -VOLUME_LIMIT;
  const relative = logRatio(sum / (index - from), volume);
  return Math.max(-VOLUME_LIMIT, Math.min(VOLUME_LIMIT, relative));
}

/**
 * The last `SEQUENCE` bars up to `index` as `logBar`s, oldest first: `SEQUENCE` × `CHANNELS` numbers, each rounded to
 * float32 once. A function of the last `SEQUENCE` + 24 bars. Zeros stand where the series is too young.
 */
export function sequence(bars: readonly PriceBar[], index: number): Float32Array {
  const numbers = new Float32Array(SEQUENCE * CHANNELS);
  for (let step = Math.max(0, SEQUENCE - 1 - index); step < SEQUENCE; step++) {
    numbers.set(logBar(bars, index - SEQUENCE + 1 + step), step * CHANNELS);
  }
  return numbers;
}
