import { fromOldest, type Window } from "./window.ts";

/**
 * Population standard deviation of a window, in two passes over it ([IND-6]). Numbers are taken relative to the
 * oldest one, so that equal numbers have exactly no deviation.
 */
export function standardDeviation(window: Window): number {
  const n = window.values.length;
  const origin = fromOldest(window, 0);
  let sum = 0;
  for (let i = 1; i < n; i++) sum += fromOldest(window, i) - origin;
  const mean = sum / n;
  let squares = 0;
  for (let i = 0; i < n; i++) {
    const distance = fromOldest(window, i) - origin - mean;
    squares += distance * distance;
  }
  return Math.sqrt(squares / n);
}

/** Mean distance of a window's numbers from `center`. */
export function meanDeviation(window: Window, center: number): number {
  const n = window.values.length;
  let sum = 0;
  for (let i = 0; i < n; i++) sum += Math.abs(fromOldest(window, i) - center);
  return sum / n;
}
