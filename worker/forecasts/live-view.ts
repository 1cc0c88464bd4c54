import type { z } from "zod";
import type { LiveDirectionWindowsSchema, LiveHorizonWindowsSchema } from "../../contract/rest/forecasts.ts";
import type { ModelSums } from "../../market/forecast/live-record.ts";
import {
  type DirectionSums,
  directionScore,
  type HorizonSums,
  horizonScore,
  LEAST_SCORED,
  NO_DIRECTION_SUMS,
  NO_HORIZON_SUMS,
} from "../../market/forecast/score.ts";
import type { EpochMs } from "../../market/time/timeframe.ts";

type HorizonWindows = z.infer<typeof LiveHorizonWindowsSchema>;
type DirectionWindows = z.infer<typeof LiveDirectionWindowsSchema>;

/** Sums of a window, and when its first forecast was issued; null where there is none. */
export interface LiveWindow {
  readonly sums: ModelSums | undefined;
  readonly since: EpochMs | null;
}

/** Both windows that a live record is told of. */
export interface LiveWindows {
  readonly days30: LiveWindow;
  readonly deployed: LiveWindow;
}

/** @param at which of the timeframe's horizons. */
export function liveHorizon({ days30, deployed }: LiveWindows, at: number): HorizonWindows {
  const view = ({ sums, since }: LiveWindow): HorizonWindows["days30"] => {
    const ofHorizon: HorizonSums = sums?.horizons[at] ?? NO_HORIZON_SUMS;
    const n = Math.max(ofHorizon.n, ofHorizon.varianceN);
    return { n, since: n === 0 ? null : since, hidden: hidden(n), score: horizonScore(ofHorizon) };
  };
  return { days30: view(days30), deployed: view(deployed) };
}

export function liveDirection({ days30, deployed }: LiveWindows): DirectionWindows {
  const view = ({ sums, since }: LiveWindow): DirectionWindows["days30"] => {
    const { direction }: { direction: DirectionSums } = sums ?? { direction: NO_DIRECTION_SUMS };
    const { n } = direction;
    const score = directionScore(direction);
    return {
      ...{ n, since: n === 0 ? null : since, hidden: hidden(n) },
      score: score === null ? null : { ...score, reliability: [...score.reliability] },
    };
  };
  return { days30: view(days30), deployed: view(deployed) };
}

function hidden(n: number): string | null {
  return n >= LEAST_SCORED ? null : `${n} of ${LEAST_SCORED} scored forecasts: fewer would tell luck.`;
}
