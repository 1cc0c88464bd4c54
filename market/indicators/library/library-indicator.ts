import type { Replayed } from "../anchored.ts";
import type { Output, Pane, ParameterRange } from "../catalog/description.ts";
import type { Parameters, PriceBar, Settling, Value } from "../kernel.ts";

/**
 * An indicator of the package `trading-signals`. Its objects hold what they know out of sight: they are replayed from
 * where a block's lead begins, never saved, and no hub keeps one ([IND-40], ADR 15).
 */
export interface LibraryIndicator extends Replayed<Parameters, Value> {
  readonly id: string;
  readonly title: string;
  /** What is computed, in words and symbols. */
  readonly formula: string;
  readonly defaults: Parameters;
  readonly ranges: Readonly<Record<string, ParameterRange>>;
  readonly outputs: readonly Output[];
  readonly pane: Pane;
  warmUp(parameters: Parameters): number;
}

/** Longest period: the library walks over whole windows at each bar. */
export const LONGEST = 500;

type Chosen<K extends string> = Readonly<Record<K, number>>;

export interface Entry<K extends string> {
  readonly id: string;
  readonly title: string;
  readonly formula: string;
  readonly parameters: Readonly<Record<K, ParameterRange>>;
  readonly outputs: readonly Output[];
  readonly pane: Pane;
  /** Bars until the first value, that bar included. */
  warmUp(chosen: Chosen<K>): number;
  settles(chosen: Chosen<K>): Settling;
  /** What is not allowed although each parameter is by itself, in words. */
  refuses?(chosen: Chosen<K>): string | undefined;
  /** A step of a new object of the library's. */
  make(chosen: Chosen<K>): (bar: PriceBar) => Value | null;
}

/** The entry behind the interface of all library indicators. */
export function libraryIndicator<K extends string>(entry: Entry<K>): LibraryIndicator {
  const { id, title, formula, outputs, pane } = entry;
  const ranges: Readonly<Record<string, ParameterRange>> = entry.parameters;
  const names = Object.keys(entry.parameters) as K[];
  const chosenOf = (parameters: Parameters) =>
    Object.fromEntries(names.map((name) => [name, parameters[name] ?? Number.NaN])) as Record<K, number>;
  return {
    ...{ id, title, formula, outputs, pane, ranges },
    defaults: Object.fromEntries(names.map((name) => [name, entry.parameters[name].default])),
    // Its running sums are of doubles: what left them is never quite gone.
    forgets: false,
    warmUp: (parameters) => entry.warmUp(chosenOf(parameters)),
    settles: (parameters) => entry.settles(chosenOf(parameters)),
    begin(parameters) {
      const chosen = chosenOf(parameters);
      for (const name of names) checkRange(name, chosen[name], entry.parameters[name]);
      const refusal = entry.refuses?.(chosen);
      if (refusal !== undefined) throw new RangeError(refusal);
      const step = entry.make(chosen);
      let left = entry.warmUp(chosen);
      return (bar) => {
        const value = step(bar);
        left -= 1;
        // Some tell numbers before there are enough bars for them.
        return left > 0 || value === null || !isFiniteValue(value) ? null : value;
      };
    },
  };
}

function checkRange(name: string, value: number, { min, max, integer }: ParameterRange): void {
  if (value >= min && value <= max && (!integer || Number.isInteger(value))) return;
  throw new RangeError(`${name} must be a ${integer ? "whole " : ""}number from ${min} to ${max}: ${value}`);
}

function isFiniteValue(value: Value): boolean {
  return typeof value === "number" ? Number.isFinite(value) : Object.values(value).every(Number.isFinite);
}

/** The library's objects as far as they are used here. */
interface Fed<Input, Result> {
  update(input: Input, replace: boolean): Result | null | undefined;
}

/** Feeds closes. */
export function ofCloses(indicator: Fed<number, number>): (bar: PriceBar) => number | null {
  return (bar) => indicator.update(bar.close, false) ?? null;
}

/** Feeds whole bars. */
export function ofBars(indicator: Fed<PriceBar, number>): (bar: PriceBar) => number | null {
  return (bar) => indicator.update(bar, false) ?? null;
}
