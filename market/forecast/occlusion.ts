import type { PriceBar } from "../indicators/kernel.ts";
import { CHANNELS, logBar, SEQUENCE } from "./inputs/log-bar.ts";
import { MODEL_FEATURES } from "./inputs/model-features.ts";

/** Groups of inputs that are made ordinary together ([FC-101]). */
export const OCCLUSION_GROUPS = ["trend", "momentum", "volatility", "volume", "recentBars"] as const;
export type OcclusionGroup = (typeof OCCLUSION_GROUPS)[number];

export const GROUP_TITLES: Readonly<Record<OcclusionGroup, string>> = {
  trend: "Trend: where the price stands against its averages",
  momentum: "Momentum: returns and oscillators",
  volatility: "Volatility: how far bars have swung",
  volume: "Volume",
  recentBars: `The last ${SEQUENCE} bars, one by one`,
};

const CHANNEL_NAMES = ["return", "range", "body", "shadows", "relativeVolume"] as const;

/** The group of a feature. Every one has one: what is nothing else tells of momentum. */
export function groupOf(feature: string): Exclude<OcclusionGroup, "recentBars"> {
  if (/Variance|Sigma|Range|^atr|^bollingerWidth/.test(feature)) return "volatility";
  if (/Volume|^obv|^mfi/.test(feature)) return "volume";
  if (/^closeTo|^ema|^macd|^adx$|Di$/.test(feature)) return "trend";
  return "momentum";
}

/** Names of a group's inputs. */
export function inputsOf(group: OcclusionGroup): readonly string[] {
  return group === "recentBars" ? CHANNEL_NAMES : MODEL_FEATURES.filter((name) => groupOf(name) === group);
}

/** What trained models see of a series at a bar. */
interface Inputs {
  readonly features: Float32Array;
  readonly bars: Float32Array;
}

/** Ordinary inputs: by feature, and by channel of the sequence. */
export interface OrdinaryInputs {
  /** In the order of `MODEL_FEATURES`. */
  readonly features: readonly number[];
  readonly channels: readonly number[];
}

/** Inputs with one group of them made ordinary, all else as it is. */
export function occluded<I extends Inputs>(inputs: I, group: OcclusionGroup, ordinary: OrdinaryInputs): I {
  if (group === "recentBars")
    return { ...inputs, bars: inputs.bars.map((_, at) => ordinary.channels[at % CHANNELS] ?? 0) };
  return {
    ...inputs,
    features: inputs.features.map((value, at) =>
      groupOf(MODEL_FEATURES[at] ?? "") === group ? (ordinary.features[at] ?? value) : value,
    ),
  };
}

/** The median of each channel over some bars: what an ordinary bar of this coin is. */
export function ordinaryChannels(bars: readonly PriceBar[]): readonly number[] {
  const rows = bars.map((_, at) => logBar(bars, at));
  return Array.from({ length: CHANNELS }, (_, channel) => {
    const sorted = rows.map((row) => row[channel] ?? 0).sort((a, b) => a - b);
    return sorted[Math.floor(sorted.length / 2)] ?? 0;
  });
}
