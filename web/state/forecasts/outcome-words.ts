import { CLASSES, type DirectionClass, type Probabilities } from "../../../market/forecast/outlook.ts";
import type { LoggedForecast } from "../../api/forecasts-api.ts";

/** The likeliest class; of equal ones the first, as the server calls it. */
export function calledOf(probabilities: Probabilities): DirectionClass {
  return CLASSES[probabilities.indexOf(Math.max(...probabilities))] ?? 0;
}

/** What came of a forecast, in a few words. */
export function insideText({ state, inside80, inside95 }: LoggedForecast["outcome"]): string {
  switch (state) {
    case "waiting":
      return "not known yet";
    case "gap":
      return "never scored: bars are missing";
    case "scored":
      if (inside80 === null) return "scored";
      return inside80 ? "inside 80 %" : inside95 === true ? "inside 95 %" : "outside";
    default:
      return state satisfies never;
  }
}
