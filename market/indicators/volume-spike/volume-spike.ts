import type { BatchKernel } from "../kernel.ts";
import {
  pushRelativeVolume,
  type RelativeVolumePart,
  relativeVolumeColumn,
  relativeVolumePart,
} from "../parts/relative-volume.ts";
import { checkFactor, checkPeriod } from "../period.ts";

export type VolumeSpikeParameters = { readonly period: number; readonly threshold: number };
export type VolumeSpikeValue = { readonly ratio: number; readonly spike: number };

export interface VolumeSpikeState {
  readonly threshold: number;
  readonly volume: RelativeVolumePart;
}

/**
 * Volume spike: `ratio` is the relative volume of n bars, `spike` is 1 where it is above the threshold, else 0. First
 * value at bar n + 1; null where nothing was traded in the n bars before.
 */
export const volumeSpike: BatchKernel<VolumeSpikeParameters, VolumeSpikeState, VolumeSpikeValue> = {
  id: "volume-spike",
  title: "Volume spike",
  defaults: { period: 20, threshold: 2 },
  warmUp: ({ period }) => period + 1,
  forgets: true,
  settles: ({ period }) => ({ bars: period + 1 }),
  init({ period, threshold }) {
    checkPeriod("period", period);
    checkFactor("threshold", threshold);
    return { threshold, volume: relativeVolumePart(period) };
  },
  step(state, bar) {
    const ratio = pushRelativeVolume(state.volume, bar.volume);
    return Number.isNaN(ratio) ? null : { ratio, spike: ratio > state.threshold ? 1 : 0 };
  },
  batch(parameters, bars) {
    const { threshold, volume } = volumeSpike.init(parameters);
    const ratio = relativeVolumeColumn(bars.volume, volume.volumes.period);
    const spike = ratio.map((x) => (Number.isNaN(x) ? x : x > threshold ? 1 : 0));
    return { ratio, spike };
  },
};
