import type { Kernel } from "../kernel.ts";
import { pushSum, type RollingSum, rollingSum } from "../parts/rolling-sum.ts";
import { checkPeriod } from "../period.ts";

export type RelativeVolumeParameters = { readonly period: number };

export interface RelativeVolumeState {
  /** The sum of the n volumes before the next bar; null until there are as many. */
  before: number | null;
  readonly volumes: RollingSum;
}

/**
 * A bar's volume as a ratio to the mean of the n volumes before it. First value at bar n + 1; null where nothing was
 * traded in those n.
 */
export const relativeVolume: Kernel<RelativeVolumeParameters, RelativeVolumeState, number> = {
  id: "relative-volume",
  title: "Relative volume",
  defaults: { period: 20 },
  warmUp: ({ period }) => period + 1,
  forgets: true,
  settles: ({ period }) => ({ bars: period + 1 }),
  init({ period }) {
    checkPeriod("period", period);
    return { before: null, volumes: rollingSum(period) };
  },
  step(state, bar) {
    const { before } = state;
    state.before = pushSum(state.volumes, bar.volume);
    return before === null || before === 0 ? null : bar.volume / (before / state.volumes.window.period);
  },
};
