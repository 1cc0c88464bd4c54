import { DIRECTION_HORIZON, horizonsOf } from "../forecast/horizons.ts";
import { OWN } from "../indicators/catalog/own.ts";
import { CORE_SET } from "../indicators/core-set.ts";
import type { Condition, ForecastCondition } from "./condition.ts";
import { hasReadingState, READING_STATES } from "./reading-states.ts";

/** What is wrong with a condition that its shape cannot say; null where nothing is. */
export function conditionProblem(
  condition: Condition,
): { readonly path: string; readonly message: string } | null {
  switch (condition.type) {
    case "indicator":
      return outputProblem(condition.indicator, condition.output);
    case "reading": {
      const { indicator, state } = condition;
      if (hasReadingState(indicator, state)) return null;
      return {
        path: "condition.state",
        message: `${indicator} can say: ${READING_STATES[indicator].join(", ")}`,
      };
    }
    case "forecast":
      return forecastProblem(condition);
    case "price":
    case "change":
    case "pattern":
    case "signal":
    case "volume":
    case "zscore_high":
    case "zscore_low":
      return null;
    default:
      return condition satisfies never;
  }
}

function forecastProblem({ measure, horizon, timeframe, threshold }: ForecastCondition) {
  if (measure.startsWith("probability")) {
    if (horizon !== DIRECTION_HORIZON) {
      return { path: "condition.horizon", message: `the direction is over ${DIRECTION_HORIZON} bars` };
    }
    if (threshold >= 0 && threshold <= 1) return null;
    return { path: "condition.threshold", message: "a probability is between 0 and 1" };
  }
  const known = horizonsOf(timeframe);
  if (known.includes(horizon)) return null;
  return { path: "condition.horizon", message: `one of ${known.join(", ")} at ${timeframe}` };
}

function outputProblem(key: string, output: string | null) {
  const id = CORE_SET.find((core) => core.key === key)?.kernel.id ?? "";
  const names = (OWN[id]?.outputs ?? []).map(({ name }) => name);
  const isSingle = names.length === 1 && names[0] === "value";
  if (isSingle ? output === null : output !== null && names.includes(output)) return null;
  const message = isSingle ? `${key} is one number: leave it out` : `one of ${names.join(", ")}`;
  return { path: "condition.output", message };
}
