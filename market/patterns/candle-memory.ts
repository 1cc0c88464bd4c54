import type { PriceBar } from "../indicators/kernel.ts";
import { type Candle, candleOf } from "./candle.ts";
import { averagesOf, type CandleSums, freshSums, rollSums } from "./candle-sums.ts";

/** Candles that are remembered: three of the longest pattern, and the 20 before it that its strength looks at. */
export const DEPTH = 23;

/**
 * How the averages of the bars before a bar are summed ([PAT-3]). `fresh`: anew for each bar, so that they depend on
 * nothing else. `running`: moved on from bar to bar, as TA-Lib does in one call over a whole series.
 */
export type Summing = "fresh" | "running";

/** The last candles, oldest first. Plain JSON. */
export interface CandleMemory {
  readonly candles: Candle[];
  /** Of `running` sums: one lane for each bar at which a function of TA-Lib may begin. */
  readonly lanes: Lane[] | null;
}

/**
 * TA-Lib begins a function at the first bar behind its lookback, and every average it needs of that bar or an earlier
 * one with a fresh sum there: from the 10th, 11th, 12th or 13th bar on. Each beginning has its own rounding.
 */
interface Lane {
  readonly begins: number;
  sums: CandleSums;
  /** The last three candles, with this lane's averages. */
  readonly candles: Candle[];
}

const BEGINNINGS = [10, 11, 12, 13];

export function initMemory(summing: Summing): CandleMemory {
  if (summing === "fresh") return { candles: [], lanes: null };
  const lanes = BEGINNINGS.map((begins) => ({ begins, sums: freshSums([]), candles: [] }));
  return { candles: [], lanes };
}

/** Takes a final bar in. */
export function remember({ candles, lanes }: CandleMemory, bar: PriceBar): void {
  const candle = candleOf(bar, averagesOf(freshSums(candles)));
  if (lanes !== null) for (const lane of lanes) moveLane(lane, candle, candles);
  candles.push(candle);
  if (candles.length > DEPTH) candles.shift();
}

function moveLane(lane: Lane, candle: Candle, before: readonly Candle[]): void {
  if (before.length > lane.begins) rollSums(lane.sums, before);
  else lane.sums = freshSums(before);
  lane.candles.push({ ...candle, ...averagesOf(lane.sums) });
  if (lane.candles.length > 3) lane.candles.shift();
}

/** The candle `lag` bars before the newest, as a rule with this lookback is to see it; undefined where there is none. */
export function candleAt(
  { candles, lanes }: CandleMemory,
  lag: number,
  lookback: number,
): Candle | undefined {
  if (lanes === null) return candles[candles.length - 1 - lag];
  const lane = lanes[Math.max(0, lookback - lag - 10)];
  return lane?.candles[lane.candles.length - 1 - lag];
}
