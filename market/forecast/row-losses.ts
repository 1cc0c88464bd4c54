import { type Probabilities, QUANTILE_LEVELS, type Quantiles } from "./outlook.ts";

/** A class that came although its chance was nothing costs no more than this. */
const LEAST_PROBABILITY = 1e-12;

/** Mean pinball loss over `QUANTILE_LEVELS` of one forecast. @param y the log return that came. */
export function pinball(quantiles: Quantiles, y: number): number {
  let sum = 0;
  for (const [at, level] of QUANTILE_LEVELS.entries()) sum += pinballAt(level, quantiles[at] ?? 0, y);
  return sum / QUANTILE_LEVELS.length;
}

/** Pinball loss of one quantile (Koenker and Bassett 1978). */
export function pinballAt(level: number, quantile: number, y: number): number {
  const over = y - quantile;
  return Math.max(level * over, (level - 1) * over);
}

/** QLIKE of one variance (Patton 2011): v / s − ln(v / s) − 1. @param came what came. @param said what was forecast. */
export function qlike(came: number, said: number): number {
  const ratio = came / said;
  return ratio - Math.log(ratio) - 1;
}

/** −ln of the chance of what came. @param place 0 down, 1 neutral, 2 up. */
export function logLoss(chances: Probabilities, place: 0 | 1 | 2): number {
  return -Math.log(Math.max(chances[place], LEAST_PROBABILITY));
}

/** Sum over the three classes of (chance − what came)² (Brier 1950). */
export function brier(chances: Probabilities, place: 0 | 1 | 2): number {
  let sum = 0;
  for (const [at, chance] of chances.entries()) sum += (chance - (at === place ? 1 : 0)) ** 2;
  return sum;
}
