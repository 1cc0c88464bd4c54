import type { ConfidenceLevel, DirectionCall } from "./forecast.ts";
import type { DirectionClass, Probabilities } from "./outlook.ts";

/** A confidence above the first is high, above the second medium, else low. */
const HIGH = 0.75;
const MEDIUM = 0.6;

/** The likeliest class ([FC-82]). Of equals neutral counts first, then down. */
export function directionCall([down, neutral, up]: Probabilities): DirectionCall {
  const confidence = Math.max(down, neutral, up);
  const isClass: DirectionClass = confidence === neutral ? 0 : confidence === down ? -1 : 1;
  return { class: isClass, confidence, level: levelOf(confidence) };
}

function levelOf(confidence: number): ConfidenceLevel {
  return confidence > HIGH ? "high" : confidence > MEDIUM ? "medium" : "low";
}
