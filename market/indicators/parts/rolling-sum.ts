import { addTo, type ExactSum, exactSum, totalOf } from "./exact-sum.ts";
import { isFull, pushWindow, type Window, windowOf } from "./window.ts";

/** The sum of the last `period` numbers: constant time a step, and never any drift, as it is exact ([IND-6]). */
export interface RollingSum {
  readonly window: Window;
  readonly sum: ExactSum;
}

export function rollingSum(period: number): RollingSum {
  return { window: windowOf(period), sum: exactSum() };
}

/** Takes `x` in. @returns the sum to the nearest double, null while the window still fills. */
export function pushSum({ window, sum }: RollingSum, x: number): number | null {
  const dropped = pushWindow(window, x);
  if (dropped !== undefined) addTo(sum, -dropped);
  addTo(sum, x);
  return isFull(window) ? totalOf(sum) : null;
}
