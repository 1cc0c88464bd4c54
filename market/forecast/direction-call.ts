import type { ConfidenceLevel, DirectionCall } from "./forecast.ts";
import { calledClass } from "./metrics/calls.ts";
import type { Probabilities } from "./outlook.ts";

/** A confidence above the first is high, above the second medium, else low. */
const HIGH = 0.75;
const MEDIUM = 0.6;

/** The likeliest class ([FC-82]); of equals down before neutral before up. */
export function directionCall(probabilities: Probabilities): DirectionCall {
  const confidence = Math.max(...probabilities);
  return { class: calledClass(probabilities), confidence, level: levelOf(confidence) };
}

function levelOf(confidence: number): ConfidenceLevel {
  return confidence > HIGH ? "high" : confidence > MEDIUM ? "medium" : "low";
}
