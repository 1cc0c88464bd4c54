import { logRatio } from "../../indicators/parts/log-ratio.ts";
import { type ModelFeature, share } from "./feature.ts";
import { logRelativeVolume } from "./log-bar.ts";
import type { Reading } from "./reading.ts";

/** How much is traded, beside how much was. */
export const VOLUME: readonly ModelFeature[] = [
  {
    name: "lnRelativeVolume",
    formula: "ln(volume / mean volume of the 24 bars before), within ±4",
    neutral: 0,
    value: ({ bars, index }) => logRelativeVolume(bars, index, 24),
  },
  {
    name: "lnVolume24To168",
    formula: "ln(mean volume of 24 bars / of 168)",
    neutral: 0,
    value: (r) => {
      const [day, week] = [meanVolume(r, 24), meanVolume(r, 168)];
      return day > 0 ? logRatio(week, day) : null;
    },
  },
  {
    name: "obvSlope",
    formula: "slope of on-balance volume over 10 bars / mean volume of 20",
    neutral: 0,
    value: (r) => share(r.obvSlope, meanVolume(r, 20)),
  },
];

/** Of up to `count` last bars. */
function meanVolume({ bars, from, index }: Reading, count: number): number {
  const begin = Math.max(from, index + 1 - count);
  let sum = 0;
  for (let i = begin; i <= index; i++) sum += bars[i]?.volume ?? 0;
  return sum / (index + 1 - begin);
}
