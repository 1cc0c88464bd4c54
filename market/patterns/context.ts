import type { Candle } from "./candle.ts";

/** What lay before a pattern, and how the pattern stands out of it ([PAT-6]). */
export interface Context {
  /** The pattern's bars from high to low, over the mean range of the 14 bars before and (1 + bars); 0 to 1. */
  readonly size: number;
  /** Net change of the 10 closes before over the way they went: −1 (straight down) to 1 (straight up). */
  readonly trend: number;
  /** Change of price over these bars in percent, to a tenth. */
  readonly move: number;
  /** Volume of the completing bar over the mean of the 20 volumes before the pattern, to a tenth; null where that is 0. */
  readonly volume: number | null;
}

const RANGES = 14;
const MOVES = 10;
const VOLUMES = 20;

/** The context of a pattern that covers the last `bars` candles. Of fewer bars before it where there are no more. */
export function contextOf(candles: readonly Candle[], bars: number): Context {
  const first = candles.length - bars;
  return { size: sizeOf(candles, first), volume: volumeOf(candles, first), ...moveOf(candles, first) };
}

function sizeOf(candles: readonly Candle[], first: number): number {
  let high = 0;
  let low = Number.MAX_VALUE;
  for (let i = first; i < candles.length; i++) {
    const candle = candles[i];
    if (candle === undefined) continue;
    if (candle.high > high) high = candle.high;
    if (candle.low < low) low = candle.low;
  }
  const from = Math.max(0, first - RANGES);
  let ranges = 0;
  for (let i = from; i < first; i++) ranges += candles[i]?.range ?? 0;
  const span = high - low;
  if (ranges === 0) return span > 0 ? 1 : 0;
  const usual = ranges / (first - from);
  return Math.min(1, span / (usual * (1 + candles.length - first)));
}

function volumeOf(candles: readonly Candle[], first: number): number | null {
  const from = Math.max(0, first - VOLUMES);
  let volumes = 0;
  for (let i = from; i < first; i++) volumes += candles[i]?.volume ?? 0;
  if (volumes === 0) return null;
  const last = candles[candles.length - 1]?.volume ?? 0;
  return Math.round((10 * last * (first - from)) / volumes) / 10;
}

function moveOf(candles: readonly Candle[], first: number): Pick<Context, "trend" | "move"> {
  const from = Math.max(0, first - 1 - MOVES);
  const begin = candles[from]?.close ?? 0;
  let last = begin;
  let way = 0;
  for (let i = from + 1; i < first; i++) {
    const close = candles[i]?.close ?? last;
    way += Math.abs(close - last);
    last = close;
  }
  if (way === 0) return { trend: 0, move: 0 };
  // JSON knows no −0.
  return { trend: (last - begin) / way, move: Math.round((last / begin - 1) * 1_000) / 10 + 0 };
}
