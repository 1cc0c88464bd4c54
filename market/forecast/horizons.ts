import type { Timeframe } from "../time/timeframe.ts";

/** Timeframes that models are trained for. The others get baselines alone. */
export const MODEL_TIMEFRAMES = ["1h", "12h", "1d"] as const;
export type ModelTimeframe = (typeof MODEL_TIMEFRAMES)[number];

export function isModelTimeframe(timeframe: Timeframe): timeframe is ModelTimeframe {
  return MODEL_TIMEFRAMES.some((one) => one === timeframe);
}

/** Timeframes that forecasts can be asked for. */
export const FORECAST_TIMEFRAMES = [
  "1m",
  "5m",
  "15m",
  "1h",
  "4h",
  "12h",
  "1d",
] as const satisfies Timeframe[];
export type ForecastTimeframe = (typeof FORECAST_TIMEFRAMES)[number];

/** How many bars ahead a forecast of a timeframe looks, nearest first ([FC-1]). */
export function horizonsOf(timeframe: Timeframe): readonly number[] {
  return timeframe === "1h" ? [1, 5, 24] : [1, 5];
}

/** The direction is called over so many bars, of every timeframe. */
export const DIRECTION_HORIZON = 5;
/** A simple return beyond this, up or down, is a move; up to it, either way, is neutral. */
export const MOVE_THRESHOLD = 0.005;

/**
 * With so many final bars, the last one being the one it is issued at, a forecast is what it would be with any more:
 * inputs take 512, and `naive` 500 returns over up to 24 bars.
 */
export const FORECAST_BARS = 524;
