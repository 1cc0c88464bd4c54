import type { Parameters } from "../../../market/indicators/kernel.ts";
import type { CatalogIndicator } from "../../api/analysis-api.ts";
import type { IndicatorChoice } from "./indicator-choice.ts";

/** Parameters by name: what was chosen, in the catalog's order, and its defaults for the rest. */
export function parametersOf({ parameters }: IndicatorChoice, entry: CatalogIndicator): Parameters {
  return Object.fromEntries(
    entry.parameters.map(({ name, default: usual }, index) => [name, parameters[index] ?? usual]),
  );
}

/** `Bollinger bands 20, 2`. */
export function titleOf({ title }: CatalogIndicator, parameters: Parameters): string {
  return withNumbers(title, parameters);
}

/** As short as people say it, for the chart: `EMA 21`. What has no usual letters keeps its name. */
export function shortTitleOf({ id, title }: CatalogIndicator, parameters: Parameters): string {
  const isLetters = /^[a-z]{2,4}$/.test(id);
  return withNumbers(isLetters ? id.toUpperCase() : title.replace(/ \(.*\)$/, ""), parameters);
}

function withNumbers(name: string, parameters: Parameters): string {
  const numbers = Object.values(parameters);
  return numbers.length === 0 ? name : `${name} ${numbers.join(", ")}`;
}
