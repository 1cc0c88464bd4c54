import type { DirectionClass, Probabilities, Quantiles } from "../outlook.ts";
import { CLASSES, QUANTILE_LEVELS } from "../outlook.ts";

/** A chance of nothing would make a loss without end: it counts as so much. */
export const LEAST_PROBABILITY = 1e-12;

/** Pinball loss (Koenker and Bassett 1978) of a quantile at `level`, in units of what came: never negative. */
export function pinball(came: number, quantile: number, level: number): number {
  const over = came - quantile;
  return over >= 0 ? level * over : (level - 1) * over;
}

/** Mean pinball loss over all five levels. */
export function pinballOfAll(came: number, quantiles: Quantiles): number {
  let sum = 0;
  QUANTILE_LEVELS.forEach((level, i) => {
    sum += pinball(came, quantiles[i] ?? Number.NaN, level);
  });
  return sum / QUANTILE_LEVELS.length;
}

/** Mean pinball loss of the two ends of the 80 % interval, .1 and .9. */
export function pinballOf80(came: number, quantiles: Quantiles): number {
  return (
    (pinball(came, quantiles[1], QUANTILE_LEVELS[1]) + pinball(came, quantiles[3], QUANTILE_LEVELS[3])) / 2
  );
}

/** Distance of what came from the median. */
export function absoluteError(came: number, quantiles: Quantiles): number {
  return Math.abs(came - quantiles[2]);
}

/** Whether what came lies in the interval of 80 or 95 %, its ends included. */
export function covers(came: number, quantiles: Quantiles, percent: 80 | 95): boolean {
  const [low, high] = percent === 80 ? [quantiles[1], quantiles[3]] : [quantiles[0], quantiles[4]];
  return came >= low && came <= high;
}

/** Where a class stands in `Probabilities`. */
export function placeOf(direction: DirectionClass): number {
  return CLASSES.indexOf(direction);
}

/** −ln of the chance that was given to what came; natural logarithm, chances of at least `LEAST_PROBABILITY`. */
export function logLoss(came: DirectionClass, probabilities: Probabilities): number {
  return -Math.log(Math.max(LEAST_PROBABILITY, probabilities[placeOf(came)] ?? 0));
}

/** Brier (1950): the sum over the three classes of (chance − whether it came)², 0 to 2. */
export function brier(came: DirectionClass, probabilities: Probabilities): number {
  const place = placeOf(came);
  return probabilities.reduce((sum, one, i) => sum + (one - Number(i === place)) ** 2, 0);
}

/**
 * QLIKE (Patton 2011) of a variance: v / s − ln(v / s) − 1, v what came, s what was forecast, both above zero. 0 where
 * they are the same; too low a forecast costs more than too high a one.
 */
export function qlike(came: number, forecast: number): number {
  const ratio = came / forecast;
  return ratio - Math.log(ratio) - 1;
}

/** 1 − loss / reference loss: how much better than the reference; NaN where the reference lost nothing. */
export function skill(loss: number, reference: number): number {
  return reference > 0 ? 1 - loss / reference : Number.NaN;
}
