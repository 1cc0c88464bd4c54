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

/** The findings of a bar of this open time, each with its description ([PAT-7]). */
export function detectionsOf(findings: readonly Finding[], openTime: EpochMs): Detection[] {
  let before: Finding | undefined;
  let tail = "";
  return findings.map((finding) => {
    // Patterns of as many bars share what lay before them.
    if (finding.move !== before?.move || finding.volume !== before.volume) tail = tailOf(finding);
    before = finding;
    const { pattern, strength } = finding;
    const { title, signal, bars } = PATTERN_DEFINITIONS[pattern];
    return { pattern, signal, strength, bars, openTime, description: `${title} ${tail}` };
  });
}

function tailOf({ move, volume }: Finding): string {
  const after =
    move === 0
      ? "with hardly a move before it"
      : `after a ${move > 0 ? "rise" : "fall"} of ${tenthsText(Math.abs(move))} %`;
  return volume === null ? `${after}.` : `${after}, on ${tenthsText(volume)} times the usual volume.`;
}

/** A number of whole tenths: three times as fast as a double's own text, which has to find its digits. */
function tenthsText(value: number): string {
  const tenths = Math.round(value * 10);
  const rest = tenths % 10;
  return rest === 0 ? `${tenths / 10}` : `${(tenths - rest) / 10}.${rest}`;
}
