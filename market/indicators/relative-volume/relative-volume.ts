import { toldOf } from "../columns.ts";
import type { BatchKernel } from "../kernel.ts";
import {
  pushRelativeVolume,
  type RelativeVolumePart,
  relativeVolumeColumn,
  relativeVolumePart,
} from "../parts/relative-volume.ts";
import { checkPeriod } from "../period.ts";

export type RelativeVolumeParameters = { readonly period: number };

/**
 * A bar's volume as a ratio to the mean of the n volumes before it. First value at bar n + 1; null where nothing was
 * traded in those n.
 */
export const relativeVolume: BatchKernel<RelativeVolumeParameters, RelativeVolumePart, number> = {
  id: "relative-volume",
  title: "Relative volume",
  defaults: { period: 20 },
  warmUp: ({ period }) => period + 1,
  forgets: true,
  settles: ({ period }) => ({ bars: period + 1 }),
  init({ period }) {
    checkPeriod("period", period);
    return relativeVolumePart(period);
  },
  step: (state, bar) => toldOf(pushRelativeVolume(state, bar.volume)),
  batch(parameters, bars) {
    const { volumes } = relativeVolume.init(parameters);
    return { value: relativeVolumeColumn(bars.volume, volumes.period) };
  },
};
