import type { Bar } from "../../market/bars/bar.ts";
import { fromScaled, QUOTE_SCALE, SCALE, toScaled } from "../../market/bars/decimal.ts";
import type { EpochMs } from "../../market/time/timeframe.ts";
import type { Day } from "./price.ts";

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;
const PERCENT_SCALE = 3;

/**
 * The last 24 hours from hourly bars (oldest first, the last one forming): for symbols without an exchange
 * ticker, which are the pushed ones and those whose feed is down. Bid and ask stay unknown.
 * @param time the exchange's time of the last trade.
 * @returns undefined without bars.
 */
export function dayOf(hourly: readonly Bar[], time: EpochMs | null): Day | undefined {
  const last = hourly.at(-1);
  if (last === undefined) return undefined;
  // Hours without trades have no bar in a pushed symbol: a day is told by time, not by number.
  const bars = hourly.filter((bar) => bar.openTime >= last.openTime - DAY_MS + HOUR_MS);
  const first = bars[0] ?? last;
  let high = toScaled(first.high, SCALE);
  let low = toScaled(first.low, SCALE);
  let volume = 0n;
  let quoteVolume = 0n;
  for (const bar of bars) {
    const barHigh = toScaled(bar.high, SCALE);
    const barLow = toScaled(bar.low, SCALE);
    if (barHigh > high) high = barHigh;
    if (barLow < low) low = barLow;
    volume += toScaled(bar.volume, SCALE);
    quoteVolume += toScaled(bar.quoteVolume, QUOTE_SCALE);
  }
  const open = toScaled(first.open, SCALE);
  const change = toScaled(last.close, SCALE) - open;
  return {
    last: last.close,
    change: signed(change, SCALE),
    // Percent with three digits, as the exchange writes it, rounded half away from zero.
    changePercent: open === 0n ? null : signed(roundedRatio(change * 100_000n, open), PERCENT_SCALE),
    high: fromScaled(high, SCALE),
    low: fromScaled(low, SCALE),
    volume: fromScaled(volume, SCALE),
    quoteVolume: fromScaled(quoteVolume, QUOTE_SCALE),
    bid: null,
    ask: null,
    time: time ?? last.openTime,
  };
}

function signed(value: bigint, scale: number): string {
  return value < 0n ? `-${fromScaled(-value, scale)}` : fromScaled(value, scale);
}

function roundedRatio(numerator: bigint, denominator: bigint): bigint {
  const magnitude = numerator < 0n ? -numerator : numerator;
  const rounded = (2n * magnitude + denominator) / (2n * denominator);
  return numerator < 0n ? -rounded : rounded;
}
