/** Wilder's relative strength of a series of numbers: gains and losses, each smoothed as by `WilderPart`. */
export interface RsiPart {
  readonly period: number;
  readonly decay: number;
  readonly weight: number;
  /** Numbers taken in, up to period + 1. Until then `gain` and `loss` are sums. */
  seen: number;
  previous: number;
  gain: number;
  loss: number;
}

export function rsiPart(period: number): RsiPart {
  const smoothing = { period, decay: (period - 1) / period, weight: 1 / period };
  return { ...smoothing, seen: 0, previous: 0, gain: 0, loss: 0 };
}

/** Takes `x` in. @returns 100 × gains / (gains + losses), 0 where nothing moved; NaN until n changes are known. */
export function pushRsi(rsi: RsiPart, x: number): number {
  const change = x - rsi.previous;
  rsi.previous = x;
  const up = gainOf(change);
  const down = lossOf(change);
  if (rsi.seen > rsi.period) {
    const gain = rsi.gain * rsi.decay + up * rsi.weight;
    const loss = rsi.loss * rsi.decay + down * rsi.weight;
    rsi.gain = gain;
    rsi.loss = loss;
    return strength(gain, loss);
  }
  rsi.seen += 1;
  if (rsi.seen === 1) return Number.NaN;
  rsi.gain += up;
  rsi.loss += down;
  if (rsi.seen <= rsi.period) return Number.NaN;
  rsi.gain /= rsi.period;
  rsi.loss /= rsi.period;
  return strength(rsi.gain, rsi.loss);
}

/** The change where it is a rise, else 0: exact, and without a branch, which no processor could foresee. */
function gainOf(change: number): number {
  return (Math.abs(change) + change) * 0.5;
}

/** The size of the change where it is a fall, else 0. */
function lossOf(change: number): number {
  return (Math.abs(change) - change) * 0.5;
}

function strength(gain: number, loss: number): number {
  const moved = gain + loss;
  return moved === 0 ? 0 : 100 * (gain / moved);
}

/** `pushRsi` over a column. */
export function rsiColumn(xs: Float64Array, period: number): Float64Array {
  const length = xs.length;
  const out = new Float64Array(length).fill(Number.NaN, 0, period);
  if (length <= period) return out;
  let previous = xs[0] ?? 0;
  let gain = 0;
  let loss = 0;
  for (let i = 1; i <= period; i++) {
    const x = xs[i] ?? 0;
    const change = x - previous;
    previous = x;
    gain += gainOf(change);
    loss += lossOf(change);
  }
  gain /= period;
  loss /= period;
  out[period] = strength(gain, loss);
  const decay = (period - 1) / period;
  const weight = 1 / period;
  for (let i = period + 1; i < length; i++) {
    const x = xs[i] ?? 0;
    const change = x - previous;
    previous = x;
    gain = gain * decay + gainOf(change) * weight;
    loss = loss * decay + lossOf(change) * weight;
    out[i] = strength(gain, loss);
  }
  return out;
}
