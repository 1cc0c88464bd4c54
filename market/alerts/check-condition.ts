import { OWN } from "../indicators/catalog/own.ts";
import { CORE_SET } from "../indicators/core-set.ts";
import type { Condition } from "./condition.ts";
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

function outputProblem(key: string, output: string | null) {
  const id = CORE_SET.find((core) => core.key === key)?.kernel.id ?? "";
  const names = (OWN[id]?.outputs ?? []).map(({ name }) => name);
  const isSingle = names.length === 1 && names[0] === "value";
  if (isSingle ? output === null : output !== null && names.includes(output)) return null;
  const message = isSingle ? `${key} is one number: leave it out` : `one of ${names.join(", ")}`;
  return { path: "condition.output", message };
}
