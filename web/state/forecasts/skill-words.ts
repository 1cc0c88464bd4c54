import type { LiveDirectionWindows, LiveHorizonWindows } from "../../api/forecasts-api.ts";
import { formatDecimal } from "../../format/decimal.ts";

/** A figure out of sample with its 95 % interval. */
export interface MeasuredSkill {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

export type SkillVerdict = "skill" | "none" | "worse";

/** Skill is what the whole interval says: where it holds zero there is none to speak of ([FC-142]). */
export function skillVerdict({ low, high }: MeasuredSkill): SkillVerdict {
  if (high < 0) return "worse";
  return low > 0 ? "skill" : "none";
}

export const VERDICT_WORDS: Readonly<Record<SkillVerdict, string>> = {
  skill: "skill",
  none: "no skill",
  worse: "no skill, worse",
};

/** `+3.4 % (2.9 to 3.9)`: how much smaller the loss is than the naive one. */
export function skillText({ value, low, high }: MeasuredSkill): string {
  return `${signedPercent(value)} (${percentText(low)} to ${percentText(high)})`;
}

/** A part of one as percent with a digit; `+` before a gain. */
export function signedPercent(part: number, digits = 1): string {
  const text = percentText(part, digits);
  return `${/^[1-9]|^0\.0*[1-9]/.test(text) ? "+" : ""}${text} %`;
}

export function percentText(part: number, digits = 1): string {
  return formatDecimal(part * 100, digits);
}

/** Below so many scored forecasts no live figure is told. */
export const LIVE_LEAST = 100;

/** `not enough yet: 17 of 100`. */
export function tooFewText(n: number): string {
  return `not enough yet: ${formatDecimal(n, 0)} of ${LIVE_LEAST}`;
}

type LiveHorizon = LiveHorizonWindows["deployed"];
type LiveDirection = LiveDirectionWindows["deployed"];

/** What came of the forecasts of a horizon since they are served: how much better than naive, how often inside. */
export function liveHorizonText({ n, hidden, score }: LiveHorizon): string {
  if (score === null) return n < LIVE_LEAST ? tooFewText(n) : (hidden ?? "not told");
  const { pinballSkill, coverage80 } = score;
  const parts = [
    ...(pinballSkill === null ? [] : [signedPercent(pinballSkill)]),
    ...(coverage80 === null ? [] : [`${percentText(coverage80, 0)} % inside 80 %`]),
  ];
  return [...parts, `n ${formatDecimal(n, 0)}`].join(", ");
}

/** What came of the calls since they are served. */
export function liveDirectionText({ n, hidden, score }: LiveDirection): string {
  if (score === null) return n < LIVE_LEAST ? tooFewText(n) : (hidden ?? "not told");
  const { logLossSkill, accuracy } = score;
  const parts = [
    ...(logLossSkill === null ? [] : [signedPercent(logLossSkill)]),
    ...(accuracy === null ? [] : [`${percentText(accuracy, 0)} % right`]),
  ];
  return [...parts, `n ${formatDecimal(n, 0)}`].join(", ");
}
