import { type Random, seededRandom } from "../model/random.ts";
import type { Candle } from "./kline-table.ts";

/** Below this volume a candle's trades are put into few minutes, so that each has something to trade. */
const STEPS_A_MINUTE = 64;
/** Below this one all of them are put into the first. */
const STEPS_A_CANDLE = 64;

/**
 * One-minute candles whose fold is the longer candle exactly, in open, high, low, close and volume: the path runs
 * from the open through high and low (in a drawn order) to the close. A minute without volume is flat.
 */
export function expandCandle(candle: Candle, seed: number): Candle[] {
  if (candle.minutes === 1) return [settle(candle, candle.open)];
  if (candle.volume < STEPS_A_CANDLE) return crowd(candle);
  const random = seededRandom(seed, candle.minute, candle.minutes, 31);
  const count = candle.minutes;
  const [i, j] = twoPlaces(count, random);
  const highFirst = random() < (candle.close > candle.open ? 0.3 : 0.7);
  const [iHigh, iLow] = highFirst ? [i, j] : [j, i];
  const path = drawPath(candle, iHigh, iLow, random);
  const volumes = drawVolumes(candle.volume, count, [0, iHigh, iLow, count - 1], random);
  const minutes: Candle[] = [];
  let previous = candle.open;
  for (let m = 0; m < count; m += 1) {
    const volume = volumes[m] ?? 0;
    const close = volume === 0 ? previous : m === count - 1 ? candle.close : (path[m] ?? previous);
    const reach = Math.floor((candle.high - candle.low) * 0.05 * random());
    minutes.push({
      minute: candle.minute + m,
      minutes: 1,
      open: previous,
      close,
      high: m === iHigh ? candle.high : Math.min(candle.high, Math.max(previous, close) + reach),
      low: m === iLow ? candle.low : Math.max(candle.low, Math.min(previous, close) - reach),
      volume,
    });
    previous = close;
  }
  return minutes.map((minute) => settle(minute, minute.open));
}

/** A candle that nothing was traded in is flat. */
function settle(candle: Candle, price: number): Candle {
  return candle.volume > 0 ? candle : { ...candle, open: price, high: price, low: price, close: price };
}

/** The whole candle in its first minute, and nothing after it. */
function crowd(candle: Candle): Candle[] {
  return Array.from({ length: candle.minutes }, (_, m) => {
    const minute = { ...candle, minute: candle.minute + m, minutes: 1 };
    return m === 0
      ? settle(minute, candle.open)
      : settle({ ...minute, volume: 0 }, candle.volume > 0 ? candle.close : candle.open);
  });
}

function twoPlaces(count: number, random: Random): [number, number] {
  const first = Math.floor(random() * count);
  const second = Math.floor(random() * count);
  return first <= second ? [first, second] : [second, first];
}

/** Closes minute by minute, within the candle: straight between the corners, with noise. */
function drawPath(candle: Candle, iHigh: number, iLow: number, random: Random): number[] {
  const corners = [
    { at: -1, price: candle.open },
    ...[
      { at: iHigh, price: candle.high },
      { at: iLow, price: candle.low },
    ].sort((a, b) => a.at - b.at),
    { at: candle.minutes - 1, price: candle.close },
  ];
  const range = candle.high - candle.low;
  return Array.from({ length: candle.minutes }, (_, m) => {
    const next = corners.findIndex((corner) => corner.at >= m);
    const right = corners[next] ?? { at: m, price: candle.close };
    const left = corners[next - 1] ?? right;
    const share = right.at === left.at ? 1 : (m - left.at) / (right.at - left.at);
    const noisy = left.price + (right.price - left.price) * share + (random() - 0.5) * range * 0.15;
    return Math.round(Math.min(candle.high, Math.max(candle.low, noisy)));
  });
}

function drawVolumes(volume: number, count: number, corners: readonly number[], random: Random): number[] {
  const scarce = volume < count * STEPS_A_MINUTE;
  const weights = Array.from({ length: count }, (_, m) => {
    const weight = 0.3 + random() ** 2;
    return !scarce || corners.includes(m) ? weight : 0;
  });
  const sum = weights.reduce((a, b) => a + b, 0);
  const traded = weights.filter((weight) => weight > 0).length;
  // Each traded minute gets a share beforehand: at a corner up to four prices have to be traded.
  const least = Math.min(Math.floor(volume / traded), scarce ? 4 : 16);
  const free = volume - least * traded;
  let running = 0;
  let before = 0;
  return weights.map((weight) => {
    running += weight;
    const upTo = Math.min(free, Math.floor(free * (running / sum)));
    const part = (weight > 0 ? least : 0) + upTo - before;
    before = upTo;
    return part;
  });
}
