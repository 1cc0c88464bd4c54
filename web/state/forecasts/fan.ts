import type { Quantiles } from "../../../market/forecast/outlook.ts";

/** One horizon of a forecast, as the fan needs it. */
export interface FanHorizon {
  /** In bars. */
  readonly horizon: number;
  /** Log returns from the close. */
  readonly quantiles: Quantiles;
}

/** Prices at a distance from the bar that the forecast was made at. */
export interface FanPoint {
  /** In bars; need not be whole. */
  readonly ahead: number;
  readonly prices: Quantiles;
  /** Whether a forecast was made for just this distance; the others lie on the way between two. */
  readonly isForecast: boolean;
}

/** What the chart draws of a forecast. */
export interface ForecastFan {
  /** Open time of the bar whose close it starts from. */
  readonly openTime: number;
  readonly points: readonly FanPoint[];
}

const STEPS_A_BAR = 4;
const NOTHING: Quantiles = [0, 0, 0, 0, 0];

/**
 * The way from the close through each horizon's quantiles, nearest first ([FC-140]). Between two horizons the median
 * goes straight in log prices, and each quantile's squared distance from it grows evenly with time, as the variance of
 * independent steps does: from the close that is the square root of time. At a horizon the points are its quantiles.
 *
 * @param horizons ascending; without any there are no points.
 */
export function fanPath(close: number, horizons: readonly FanHorizon[]): FanPoint[] {
  if (horizons.length === 0) return [];
  const points = [pointAt(close, 0, NOTHING, false)];
  let from: FanHorizon = { horizon: 0, quantiles: NOTHING };
  for (const to of horizons) {
    const steps = (to.horizon - from.horizon) * STEPS_A_BAR;
    for (let step = 1; step < steps; step += 1) {
      const part = step / steps;
      points.push(pointAt(close, from.horizon + step / STEPS_A_BAR, between(from, to, part), false));
    }
    points.push(pointAt(close, to.horizon, to.quantiles, true));
    from = to;
  }
  return points;
}

function between({ quantiles: a }: FanHorizon, { quantiles: b }: FanHorizon, part: number): Quantiles {
  const middle = a[2] + (b[2] - a[2]) * part;
  const at = (index: 0 | 1 | 3 | 4) => {
    const start = a[index] - a[2];
    const end = b[index] - b[2];
    const size = Math.sqrt(start ** 2 + (end ** 2 - start ** 2) * part);
    return middle + (index < 2 ? -size : size);
  };
  return [at(0), at(1), middle, at(3), at(4)];
}

function pointAt(close: number, ahead: number, returns: Quantiles, isForecast: boolean): FanPoint {
  const [a, b, c, d, e] = returns;
  const price = (value: number) => close * Math.exp(value);
  return { ahead, prices: [price(a), price(b), price(c), price(d), price(e)], isForecast };
}
