import type { Forecast } from "../forecast/forecast.ts";
import { type EpochMs, TIMEFRAME_MS, type Timeframe } from "../time/timeframe.ts";
import type { Prediction } from "./prediction.ts";

/** A prediction and the bar that it was made at. Plain JSON. */
export interface HeldPrediction {
  readonly openTime: EpochMs;
  readonly prediction: Prediction;
}

/** A forecast says nothing of a bar that is further behind its own than so many bars ([FC-135]). */
const OLDEST_BARS = 2;
/** Bars may become final late: a decision on one takes no forecast that has seen a later one. */
const HELD = 4;

/**
 * What a served forecast has to say as a voter: its three chances over five bars.
 * @param skill lower end of the interval of the direction's log-loss skill of whoever answered; null: not measured.
 * @returns null where it has no probabilities.
 */
export function predictionOf(forecast: Forecast, skill: number | null): HeldPrediction | null {
  const { servedBy, probabilities, issuedAt, openTime } = forecast;
  if (probabilities === null) return null;
  const classes = ["down", "flat", "up"] as const;
  return { openTime, prediction: { model: servedBy, classes, probabilities, skill, issuedAt } };
}

/** `held` with one more, in the order of their bars; the oldest go. What is held of a bar already stays. */
export function holdPrediction(
  held: readonly HeldPrediction[],
  next: HeldPrediction,
): readonly HeldPrediction[] {
  if (held.some(({ openTime }) => openTime === next.openTime)) return held;
  return [...held, next].sort((a, b) => a.openTime - b.openTime).slice(-HELD);
}

/**
 * The prediction that a decision on a final bar takes in: the newest of those that were made at that bar or at most
 * `OLDEST_BARS` bars before it, never one made at a later bar. Null where there is none.
 */
export function predictionAt(
  held: readonly HeldPrediction[],
  openTime: EpochMs,
  timeframe: Timeframe,
): Prediction | null {
  const oldest = openTime - OLDEST_BARS * TIMEFRAME_MS[timeframe];
  const found = held.findLast((one) => one.openTime <= openTime && one.openTime >= oldest);
  return found?.prediction ?? null;
}
