import type { EpochMs } from "../time/timeframe.ts";
import { PATTERN_DEFINITIONS } from "./definitions.ts";
import type { Detection, PatternId } from "./detection.ts";

/** What is kept of a detection: everything else follows from it. */
export interface Finding {
  readonly pattern: PatternId;
  readonly strength: number;
  /** Change of price before the pattern, in percent, to a tenth. */
  readonly move: number;
  /** Volume of the completing bar over its mean before, to a tenth; null where that is 0. */
  readonly volume: number | null;
}

/** A finding at the bar of this open time, with its description ([PAT-7]). */
export function detectionOf(finding: Finding, openTime: EpochMs): Detection {
  const { pattern, strength } = finding;
  const { signal, bars } = PATTERN_DEFINITIONS[pattern];
  return { pattern, signal, strength, bars, openTime, description: descriptionOf(finding) };
}

function descriptionOf({ pattern, move, volume }: Finding): string {
  const after =
    move === 0
      ? "with hardly a move before it"
      : `after a ${move > 0 ? "rise" : "fall"} of ${Math.abs(move)} %`;
  const on = volume === null ? "" : `, on ${volume} times the usual volume`;
  return `${PATTERN_DEFINITIONS[pattern].title} ${after}${on}.`;
}
