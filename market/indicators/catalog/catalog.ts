import type { Replayed } from "../anchored.ts";
import { CORE_SET } from "../core-set.ts";
import type { Kernel, Parameters, Value } from "../kernel.ts";
import { LIBRARY } from "../library/library.ts";
import { INDICATORS } from "../registry.ts";
import type { Output, Pane, ParameterRange } from "./description.ts";
import { OWN } from "./own.ts";

/** An indicator that can be asked for by name ([IND-30]). */
export interface CatalogEntry {
  readonly id: string;
  readonly title: string;
  /** What is computed, in words and symbols. */
  readonly formula: string;
  /** Computed here, or by the library. */
  readonly source: "own" | "library";
  readonly indicator: Kernel<Parameters, object, Value> | (Replayed<Parameters, Value> & Warming);
  readonly defaults: Parameters;
  /** By parameter, in the order in which they stand between brackets. */
  readonly ranges: Readonly<Record<string, ParameterRange>>;
  readonly outputs: readonly Output[];
  readonly pane: Pane;
}

interface Warming {
  warmUp(parameters: Parameters): number;
}

function ownEntry(kernel: Kernel<Parameters, object, Value>): CatalogEntry {
  const description = OWN[kernel.id];
  if (description === undefined) throw new Error(`catalog/own.ts does not describe ${kernel.id}`);
  const { id, title, defaults } = kernel;
  const { formula, outputs, pane } = description;
  const ranges = Object.fromEntries(
    Object.entries(defaults).map(([name, value]) => {
      const limits = description.ranges[name];
      if (limits === undefined) throw new Error(`catalog/own.ts does not describe ${name} of ${id}`);
      return [name, { default: value, ...limits }];
    }),
  );
  return { id, title, formula, source: "own", indicator: kernel, defaults, ranges, outputs, pane };
}

/** Every indicator there is, those we compute ourselves first. */
export const CATALOG: readonly CatalogEntry[] = [
  ...INDICATORS.map(ownEntry),
  ...LIBRARY.map((indicator): CatalogEntry => {
    const { id, title, formula, defaults, ranges, outputs, pane } = indicator;
    return { id, title, formula, source: "library", indicator, defaults, ranges, outputs, pane };
  }),
];

/** `stochRsi`, `stoch_rsi` and `STOCH-RSI` are one name. */
function spelling(name: string): string {
  return name.toLowerCase().replaceAll(/[-_ ]/g, "");
}

const byName = new Map(CATALOG.map((entry) => [spelling(entry.id), entry]));

export function findIndicator(name: string): CatalogEntry | undefined {
  return byName.get(spelling(name));
}

/** An indicator with its parameters chosen. */
export interface ChosenIndicator {
  /** Id and parameters in one spelling: `macd(12,26,9)`, `obv`. */
  readonly key: string;
  readonly entry: CatalogEntry;
  readonly parameters: Parameters;
}

/** @throws RangeError on a parameter that is not allowed. */
export function choose(entry: CatalogEntry, parameters: Parameters = entry.defaults): ChosenIndicator {
  const { indicator } = entry;
  if ("begin" in indicator) indicator.begin(parameters);
  else indicator.init(parameters);
  const values = Object.keys(entry.ranges).map((name) => parameters[name]);
  return { key: values.length === 0 ? entry.id : `${entry.id}(${values.join(",")})`, entry, parameters };
}

/** The core set as it would be asked for. */
export function chosenCore(): ChosenIndicator[] {
  return CORE_SET.flatMap(({ kernel, parameters }) => {
    const entry = findIndicator(kernel.id);
    return entry === undefined ? [] : [choose(entry, parameters)];
  });
}
