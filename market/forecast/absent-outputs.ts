import type { AbsentOutput, HorizonForecast } from "./forecast.ts";
import type { ModelId } from "./model-id.ts";
import type { Probabilities } from "./outlook.ts";

/** `har` knows how far prices may go and not where to: a likelier side of it would be an artefact of the thresholds. */
export function callsDirection(model: ModelId): boolean {
  return model !== "har";
}

/** The outputs that are null, and why ([FC-83]). */
export function absentOutputs(
  model: ModelId,
  horizons: readonly HorizonForecast[],
  probabilities: Probabilities | null,
): AbsentOutput[] {
  const absent: AbsentOutput[] = [];
  const add = (output: AbsentOutput["output"], why: string) => absent.push({ output, why });
  const without = (is: (one: HorizonForecast) => boolean) => {
    const told = horizons.filter(is).map(({ horizon }) => horizon);
    return told.length === horizons.length ? "" : ` (${told.join(" and ")} bars ahead)`;
  };
  if (horizons.some(({ quantiles }) => quantiles === null))
    add("quantiles", `${quantilesText(model)}${without(({ quantiles }) => quantiles === null)}`);
  if (horizons.some(({ variance }) => variance === null))
    add("variance", `${varianceText(model)}${without(({ variance }) => variance === null)}`);
  if (probabilities === null) add("probabilities", `${model} says nothing of the direction`);
  if (probabilities === null || !callsDirection(model))
    add("call", "har knows how far prices may go, and not where to".replace("har", model));
  return absent;
}

function quantilesText(model: ModelId): string {
  return model === "xgboost"
    ? "xgboost calls the direction, and no prices"
    : `${model} has no intervals of these bars`;
}

function varianceText(model: ModelId): string {
  switch (model) {
    case "xgboost":
      return "xgboost calls the direction, and no volatility";
    case "arima":
    case "drift":
      return `${model} is a model of closes; how bars swing in between it does not know`;
    default:
      return `${model} has no volatility of these bars`;
  }
}
