import { fromOldest, type Window } from "./window.ts";

/**
 * Slope a step of the least-squares line through a running balance, of which a window holds the steps. Taken about the
 * middle of the line and relative to its first point, so that the height of the balance does not matter.
 */
export function slopeOfSteps(steps: Window): number {
  const points = steps.values.length + 1;
  const middle = (points - 1) / 2;
  let balance = 0;
  let sum = 0;
  for (let i = 1; i < points; i++) {
    balance += fromOldest(steps, i - 1);
    sum += (i - middle) * balance;
  }
  return sum / ((points * (points * points - 1)) / 12);
}
